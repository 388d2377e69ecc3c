"""Asks for a plugin's fixture only while it runs, through a fixture of its own."""

import pytest


@pytest.fixture
def patched(request):
    return request.getfixturevalue("mocker")


def test_patched(patched):
    patched.patch("os.getpid", return_value=0)
