"""What cibuildwheel itself would do for each identifier of a job: its own reader of options.

Input: a JSON list of {"project": folder, "platform": "linux", "env": {...}, "ids": [...]}.
Output: for each question a list with, for each identifier, {"test": the command that runs, null
where none does, "settings": the [name, value] pairs that the build backend gets, sorted, "beside":
what else is run or needed to build, and the variables, requirements and images as they are read}.
"""

import dataclasses
import json
import shlex
import sys
from pathlib import Path

from cibuildwheel.options import CommandLineArguments, Options


def effective(question):
    folder = Path(question["project"]).resolve()
    platform = question["platform"]
    arguments = dataclasses.replace(CommandLineArguments.defaults(), package_dir=folder, platform=platform)
    options = Options(platform=platform, command_line_arguments=arguments, env=question["env"], defaults=False)

    def of(identifier):
        build = options.build_options(identifier)
        tested = build.test_command and build.test_selector(identifier)
        settings = [word.split("=", 1) for word in shlex.split(str(build.config_settings))]
        beside = [build.before_all, build.before_build, build.repair_command]
        beside += [*build.audit_command, *(build.xbuild_tools or [])]
        return {
            "test": build.test_command if tested else None,
            "settings": sorted(settings),
            "beside": [command for command in beside if command],
            "environment": build.environment.as_dictionary({}),
            "test_environment": build.test_environment.as_dictionary({}),
            "test_requires": build.test_requires,
            "images": [*(build.manylinux_images or {}).values(), *(build.musllinux_images or {}).values()],
        }

    return [of(identifier) for identifier in question["ids"]]


json.dump([effective(question) for question in json.load(sys.stdin)], sys.stdout)
