from demo_crypto import same


def test_same():
    assert same(b"abc", b"abc")
    assert not same(b"abc", b"abd")
