"""Print the stable ABI that abi3info carries.

Output: JSON {symbol: [version, condition or null, abi_only]}.
"""

import json
import sys

from abi3info import DATAS, FUNCTIONS

sys.stdin.read()
print(
    json.dumps(
        {
            symbol.name: [str(item.added), item.ifdef.name if item.ifdef else None, item.abi_only]
            for table in (FUNCTIONS, DATAS)
            for symbol, item in table.items()
        }
    )
)
