from array import array

from demo_numeric import sum


def test_sum():
    assert sum(array("d", [1.5, 2.5])) == 4.0
