STEM = {{{ stem | python }}}
FILES = [
{% for file in files -%}
{# #}    {{{ file | python }}},
{% endfor -%}
]
TIME = {{{ time }}}


def build_sdist(sdist_directory, config_settings=None):
    """For the maintainer: the same files again. No installer asks for it in order to install."""
    import gzip
    import os
    import tarfile

    here = os.path.dirname(os.path.abspath(__file__))
    if not os.path.isdir(sdist_directory):
        os.makedirs(sdist_directory)
    name = STEM + ".tar.gz"
    target = open(os.path.join(sdist_directory, name), "wb")
    packed = gzip.GzipFile("", "wb", 9, target, TIME)
    archive = tarfile.open(mode="w", fileobj=packed, format=tarfile.USTAR_FORMAT)
    for file in FILES:
        path = os.path.join(here, file)
        member = tarfile.TarInfo(STEM + "/" + file)
        member.size = os.path.getsize(path)
        member.mtime = TIME
        member.mode = 420  # rw-r--r--
        content = open(path, "rb")
        archive.addfile(member, content)
        content.close()
    archive.close()
    packed.close()
    target.close()
    return name
