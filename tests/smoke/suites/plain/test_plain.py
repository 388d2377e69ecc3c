"""Needs no plugin at all, but has a marker that nobody declares."""

import pytest


@pytest.mark.slow
def test_slow(tmp_path):
    assert tmp_path.is_dir()


def test_quick():
    pass
