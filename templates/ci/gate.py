# Every pattern of the plan names one file, every file has a pattern, all are of one version, a tag
# names that version, and the index takes the names and the sizes.
import os
import re
import sys
from fnmatch import fnmatchcase


def plain(version):
    """Spellings of one version that the names of tags and files may have (PEP 440)."""
    version = version.lower().removeprefix("v").replace("alpha", "a").replace("beta", "b")
    version = re.sub(r"[-_.]?([a-z]+)[-_.]?", r"\1", version)
    return re.sub(r"(\.0)+(?=$|[a-z+])", "", version)


NUMBER = "(0|[1-9][0-9]*)"
VERSION = (
    rf"([1-9][0-9]*!)?{NUMBER}(\.{NUMBER})*((a|b|rc){NUMBER})?(\.post{NUMBER})?(\.dev{NUMBER})?"
    r"(\+[a-z0-9]+([_.][a-z0-9]+)*)?"
)


def is_normal(name):
    """Whether project and version are spelled as the specifications of file names want them."""
    project, version = [*name.removesuffix(".tar.gz").split("-"), "", ""][:2]
    return project == re.sub(r"[-_.]+", "_", project).lower() and re.fullmatch(VERSION, version)


plan = os.environ["EXPECTED"].split()
tag = os.environ["TAG"]
limit = int(os.environ["FILE_LIMIT"])
files = sorted(os.listdir("dist"))
matches = {pattern: [name for name in files if fnmatchcase(name, pattern)] for pattern in plan}
planned = {name for names in matches.values() for name in names}
versions = {name.removesuffix(".tar.gz").split("-")[1] for name in planned}
sizes = {name: os.path.getsize(os.path.join("dist", name)) for name in files}

problems = [f"missing: {pattern}" for pattern in plan if not matches[pattern]]
problems += [f"more than one {pattern}: {names}" for pattern, names in matches.items() if len(names) > 1]
problems += [f"not in the plan: {name}" for name in files if name not in planned]
problems += [f"not a normalised name: {name}" for name in files if not is_normal(name)]
problems += [
    f"larger than the {limit} bytes of the index: {name} has {size}"
    for name, size in sizes.items()
    if size > limit
]
if len(versions) > 1:
    problems.append(f"more than one version: {sorted(versions)}")
if tag and any(plain(tag.removeprefix(os.environ["TAG_PREFIX"])) != plain(it) for it in versions):
    problems.append(f"the tag {tag} is not the version: {sorted(versions)}")
start = "::error title=files of the release::" if "GITHUB_ACTIONS" in os.environ else "error: "
for problem in problems:
    print(start + problem)
print(f"{len(files)} files, {sum(sizes.values())} bytes, {len(plan)} planned, {len(problems)} problems")
sys.exit(1 if problems else 0)
