"""Needs pytest-mock for a fixture and pytest-timeout for a marker, and nothing else."""

import os

import pytest


def test_fixture(mocker):
    mocker.patch("os.getcwd", return_value="elsewhere")
    assert os.getcwd() == "elsewhere"


@pytest.mark.timeout(5)
def test_marker():
    pass


@pytest.mark.parametrize("number", range(20))
def test_plain(number):
    assert number >= 0


@pytest.mark.skip(reason="to have one")
def test_skipped():
    pass


def test_fails():
    raise AssertionError("to have one")
