# Every pattern of the plan names one file, every file has a pattern, all are of one version, and
# a tag names that version.
import os
import re
import sys
from fnmatch import fnmatchcase


def plain(version):
    """Spellings of one version that the names of tags and files may have (PEP 440)."""
    version = version.lower().removeprefix("v").replace("alpha", "a").replace("beta", "b")
    version = re.sub(r"[-_.]?([a-z]+)[-_.]?", r"\1", version)
    return re.sub(r"(\.0)+(?=$|[a-z+])", "", version)


plan = os.environ["EXPECTED"].split()
tag = os.environ["TAG"]
files = sorted(os.listdir("dist"))
matches = {pattern: [name for name in files if fnmatchcase(name, pattern)] for pattern in plan}
planned = {name for names in matches.values() for name in names}
versions = {name.removesuffix(".tar.gz").split("-")[1] for name in planned}

problems = [f"missing: {pattern}" for pattern in plan if not matches[pattern]]
problems += [f"more than one {pattern}: {names}" for pattern, names in matches.items() if len(names) > 1]
problems += [f"not in the plan: {name}" for name in files if name not in planned]
if len(versions) > 1:
    problems.append(f"more than one version: {sorted(versions)}")
if tag and any(plain(tag.removeprefix(os.environ["TAG_PREFIX"])) != plain(it) for it in versions):
    problems.append(f"the tag {tag} is not the version: {sorted(versions)}")
for problem in problems:
    print(f"::error title=files of the release::{problem}")
print(f"{len(files)} files, {len(plan)} planned, {len(problems)} problems")
sys.exit(1 if problems else 0)
