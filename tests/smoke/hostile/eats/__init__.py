"""Takes memory until there is none left."""

taken = []
while True:
    taken.append(bytearray(16 << 20))
