"""Ask abi3audit about wheels.

Input: a JSON list of paths. Output: a JSON list of [file, extension, baseline, computed,
sorted symbols outside of the ABI, sorted symbols that are newer than the tag].
"""

import json
import pathlib
import sys

from abi3audit._audit import audit
from abi3audit._extract import WheelExtractor, WheelSpec

rows = []
for path in map(pathlib.Path, json.load(sys.stdin)):
    for extension in WheelExtractor(WheelSpec(str(path))):
        result = audit(extension)
        rows.append(
            [
                path.name,
                extension.path.name,
                str(result.baseline),
                str(result.computed),
                sorted(symbol.name for symbol in result.non_abi3_symbols),
                sorted(item.symbol.name for item in result.future_abi3_objects),
            ]
        )
print(json.dumps(rows))
