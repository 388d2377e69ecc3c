"""Loads the plugin that it needs by itself."""

import os


def test_fixture(mocker):
    mocker.patch("os.getcwd", return_value="elsewhere")
    assert os.getcwd() == "elsewhere"
