import pytest


@pytest.fixture
def patched(mocker):
    return mocker.patch("os.getpid", return_value=0)
