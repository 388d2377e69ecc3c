"""The package index, by way of the pip that is installed and its own settings."""

from pip._internal.configuration import Configuration
from pip._internal.index.collector import LinkCollector, parse_links
from pip._internal.models.index import PyPI
from pip._internal.models.search_scope import SearchScope
from pip._internal.network.session import PipSession


def index_url():
    """The index that pip is set to: its environment, then its files, then its own default."""
    settings = Configuration(isolated=False)
    settings.load()
    for _, values in reversed(list(settings.items())):
        for key in (":env:.index-url", "global.index-url"):
            if key in values:
                return values[key]
    return PyPI.simple_url


def session():
    return PipSession(retries=3)


def links(name, session):
    """Every file of a project, in the index's order."""
    scope = SearchScope.create(find_links=[], index_urls=[index_url()], no_index=False)
    collector = LinkCollector(session=session, search_scope=scope)
    found = []
    for source in collector.collect_sources(name, lambda link: []).index_urls:
        page = collector.fetch_response(source.link)
        found += parse_links(page) if page else []
    return found
