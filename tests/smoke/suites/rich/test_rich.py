"""Needs pytest-xdist for an option, pytest-asyncio and pytest-timeout for settings, pytest-mock for what a fixture of
the suite asks for, and hypothesis's own plugin for its marker."""

import os

from hypothesis import given, strategies


async def test_awaits():
    pass


def test_patched(patched):
    assert os.getpid() == 0


@given(strategies.integers())
def test_given(number):
    assert number == number
