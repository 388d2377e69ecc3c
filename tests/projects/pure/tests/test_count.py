from demo_pure import count


def test_count():
    assert count("one two  three") == 3
