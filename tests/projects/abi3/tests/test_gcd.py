from demo_abi3 import gcd


def test_gcd():
    assert gcd(12, 18) == 6
    assert gcd(7, 0) == 7
