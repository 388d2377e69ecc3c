"""Print what the libraries say that PyPI asks beside packaging.

Input: a JSON object of lists of texts, by what they are: `url`, `email`, `rst`, `licence`, and
`metadata`, where a text is a list of bytes. Output: an object of lists of what is wrong with each,
empty where it is taken; and under `classifiers`, `deprecated`, `directives`, `roles`, `licences`
and `exceptions` what the libraries know.

What is asked of metadata on top of packaging is what PyPI asks (pypi/warehouse at 2026-08-21,
warehouse/forklift/metadata.py), in words of our own.
"""

import email.utils
import io
import json
import sys

import email_validator
import readme_renderer.rst
import rfc3986
import rfc3986.exceptions
import rfc3986.validators
from docutils.parsers.rst import directives, roles
from docutils.parsers.rst.languages import en
from packaging.errors import ExceptionGroup
from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression
from packaging.licenses._spdx import EXCEPTIONS, LICENSES
from packaging.metadata import Metadata
from packaging.requirements import InvalidRequirement, Requirement
from trove_classifiers import classifiers, deprecated_classifiers


def url(text):
    validator = rfc3986.validators.Validator().allow_schemes("http", "https")
    validator = validator.require_presence_of("scheme")
    validator = validator.check_validity_of("scheme", "host", "port", "path", "query")
    try:
        validator.validate(rfc3986.uri_reference(text).normalize())
    except rfc3986.exceptions.RFC3986Exception as error:
        return repr(error)
    return ""


def mail(text):
    _, address = email.utils.parseaddr(text)
    try:
        if address:
            email_validator.validate_email(address, check_deliverability=False)
    except email_validator.EmailNotValidError as error:
        return str(error)
    return ""


def rst(text):
    said = io.StringIO()
    return "" if readme_renderer.rst.render(text, stream=said) is not None else said.getvalue() or "refused"


def licence(text):
    try:
        canonicalize_license_expression(text)
    except InvalidLicenseExpression as error:
        return str(error)
    return ""


def direct(text):
    try:
        return Requirement(text).url is not None
    except InvalidRequirement:
        return True


def metadata(text):
    try:
        found = Metadata.from_email(bytes(text), validate=True)
    except ExceptionGroup as group:
        return "; ".join(map(str, group.exceptions))
    urls = [text for text in (found.home_page, found.download_url) if text]
    for label, text in (found.project_urls or {}).items():
        if not label or len(label) > 32 or not text:
            return f"label {label!r}"
        urls.append(text)
    emails = [text for text in (found.author_email, found.maintainer_email) if text]
    wrong = [
        *filter(None, map(url, urls)),
        *filter(None, map(mail, emails)),
        *(name for name in found.classifiers or [] if name not in taken),
        *filter(direct, (found.provides_dist or []) + (found.obsoletes_dist or [])),
        *(str(dependency) for dependency in found.requires_dist or [] if dependency.url is not None),
    ]
    if found.summary and len(found.summary) > 512:
        wrong.append("summary")
    if found.license and found.license_expression:
        wrong.append("two licences")
    return "; ".join(wrong)


taken = classifiers - deprecated_classifiers.keys()
judges = {"metadata": metadata, "url": url, "email": mail, "rst": rst, "licence": licence}
answer = {kind: [judges[kind](text) for text in texts] for kind, texts in json.load(sys.stdin).items()}
answer["classifiers"] = sorted(classifiers - deprecated_classifiers.keys())
answer["deprecated"] = [[name, instead] for name, instead in sorted(deprecated_classifiers.items())]
answer["directives"] = sorted(n for n, c in en.directives.items() if c in directives._directive_registry)
answer["roles"] = sorted(n for n, c in en.roles.items() if c in roles._role_registry)
answer["licences"] = sorted([row["id"], row["deprecated"]] for row in LICENSES.values())
answer["exceptions"] = sorted(row["id"] for row in EXCEPTIONS.values())
json.dump(answer, sys.stdout)
