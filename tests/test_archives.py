"""Archives and git revisions: read through handles and as objects, within limits, without a trace on disk."""

from __future__ import annotations

import bz2
import contextlib
import gc
import gzip
import io
import json
import lzma
import os
import shutil
import stat
import subprocess
import tarfile
import tracemalloc
import unicodedata
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from taiyaku import loaders
from taiyaku.errors import CannotRead, NotAPackage
from taiyaku.loaders import from_archive
from taiyaku.loaders.from_archive import Archive
from taiyaku.loaders.from_git import Revision
from tests.conftest import Command, run

DESCRIPTOR = json.dumps(
    {
        "name": "moon",
        "languages": ["en", "ja"],
        "resources": [{"name": "items.en", "path": "data/items.en.csv"}, {"name": "items.ja", "path": "data/items.ja.csv"}],
    }
)
FILES = {
    "datapackage.json": DESCRIPTOR,
    "data/items.en.csv": "id,title\nmmx,Martian Moons eXploration\n",
    "data/items.ja.csv": "id,title\nmmx,火星衛星探査計画\n",
}
ENDINGS = (".zip", ".tar", ".tar.gz", ".tgz", ".tar.xz", ".txz", ".tar.bz2", ".tbz2", ".TAR.GZ")
Members = Mapping[str, str | bytes]


def as_bytes(content: str | bytes) -> bytes:
    return content if isinstance(content, bytes) else content.encode()


def packed(path: Path, members: Members, *more: tarfile.TarInfo) -> Path:
    """Write an archive of the kind that its name says; to a tar also members of other kinds."""
    name = path.name.lower()
    if name.endswith(".zip"):
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for member, content in members.items():
                archive.writestr(member, content)
        return path
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for member, content in members.items():
            info = tarfile.TarInfo(member)
            info.size = len(as_bytes(content))
            archive.addfile(info, io.BytesIO(as_bytes(content)))
        for info in more:
            archive.addfile(info, io.BytesIO(b"x" * info.size))
    pack: Callable[[bytes], bytes] = bytes
    for ending, each in ((("gz", "tgz"), gzip.compress), (("xz",), lzma.compress), (("bz2",), bz2.compress)):
        pack = each if name.endswith(ending) else pack
    path.write_bytes(pack(plain.getvalue()))
    return path


def refused(path: Path) -> str:
    """Give the message with which an archive is refused."""
    with pytest.raises(NotAPackage) as caught:
        Archive(path, path.name)
    assert caught.value.values["path"] == path.name
    return caught.value.says


@pytest.fixture(autouse=True)
def untouched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nothing is ever unpacked: the folder stands in for every place on disk, and no handle stays open."""
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    yield
    gc.collect()  # a handle that was left open would warn here, and warnings are errors
    assert not (tmp_path / "tmp").exists()


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("prefix", ["", "datapackage/", "moon-1.0/", "./"])
def test_an_archive_is_read_like_the_folder_it_was_made_of(ending: str, prefix: str, tmp_path: Path) -> None:
    path = packed(tmp_path / f"moon{ending}", {f"{prefix}{name}": content for name, content in FILES.items()})
    before = sorted(tmp_path.rglob("*"))
    package = loaders.load(str(path))
    inside = prefix.removeprefix("./")
    assert {name: table.content.decode() for name, table in package.tables.items()} == {
        "items.en": FILES["data/items.en.csv"],
        "items.ja": FILES["data/items.ja.csv"],
    }
    assert package.tables["items.ja"].path == f"{path}:{inside}data/items.ja.csv"
    assert (package.unread, sorted(tmp_path.rglob("*"))) == ((), before)


@pytest.mark.parametrize("ending", [".zip", ".tar", ".tar.gz", ".tar.xz", ".tar.bz2"])
def test_check_and_diff_take_archives(ending: str, tmp_path: Path, command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    packed(Path(f"old{ending}"), {**FILES, "data/items.ja.csv": "id,title\nmmx,\n"})
    packed(Path(f"new{ending}"), FILES)
    checked = command("check", f"old{ending}", "--lang", "en")
    first = checked.out.splitlines()[0]
    assert (checked.code, first.startswith(f"old{ending}:data/items.ja.csv:2:5: error: "), first.endswith("[text-missing]")) == (1, True, True)
    assert command("check", f"new{ending}").code == 0
    compared = command("diff", f"old{ending}", f"new{ending}", "--lang", "en", "--exit-code")
    assert (compared.code, "火星衛星探査計画" in compared.out) == (1, True)


@pytest.mark.parametrize("ending", [".zip", ".tar.gz"])
@pytest.mark.parametrize("name", ["../evil.csv", "/etc/evil", "data/../../evil", "c:/evil", "a\\evil", "..", "~/evil"])
def test_a_member_that_leads_out_is_refused(name: str, ending: str, tmp_path: Path) -> None:
    assert refused(packed(tmp_path / f"x{ending}", {**FILES, name: "x"})) == "{path} holds {member}, which leads out of the archive"


def special(kind: bytes, **properties: str) -> tarfile.TarInfo:
    """Make a tar member that is no plain file."""
    info = tarfile.TarInfo("data/items.csv")
    info.type = kind
    for name, value in properties.items():
        setattr(info, name, value)
    return info


IRREGULAR = {
    "symbolic link": special(tarfile.SYMTYPE, linkname="/etc/passwd"),
    "hard link": special(tarfile.LNKTYPE, linkname="datapackage.json"),
    "character device": special(tarfile.CHRTYPE),
    "block device": special(tarfile.BLKTYPE),
    "named pipe": special(tarfile.FIFOTYPE),
}


@pytest.mark.parametrize("kind", IRREGULAR)
def test_a_member_that_is_no_plain_file_is_refused(kind: str, tmp_path: Path) -> None:
    refusal = "{path} holds {member}, which is no regular file"
    assert refused(packed(tmp_path / "x.tar", FILES, IRREGULAR[kind])) == refusal
    mode = {"symbolic link": stat.S_IFLNK, "character device": stat.S_IFCHR, "block device": stat.S_IFBLK, "named pipe": stat.S_IFIFO}.get(kind)
    if mode is not None:
        with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
            info = zipfile.ZipInfo("data/items.csv")
            info.external_attr = (mode | 0o777) << 16
            archive.writestr(info, "/etc/passwd")
        assert refused(tmp_path / "x.zip") == refusal


def test_a_file_with_holes_is_refused(tmp_path: Path) -> None:
    header = special(tarfile.GNUTYPE_SPARSE).tobuf(tarfile.GNU_FORMAT)
    sparse = bytearray(header)
    sparse[483:495] = b"00000010000\0"  # the size that the holes make it look
    sparse[148:156] = b" " * 8
    sparse[148:156] = f"{sum(sparse):06o}\0 ".encode()
    (tmp_path / "x.tar").write_bytes(bytes(sparse) + bytes(1024))
    assert refused(tmp_path / "x.tar") == "{path} holds {member}, which is no regular file"


@pytest.mark.parametrize("ending", [".zip", ".tar.xz"])
@pytest.mark.parametrize(
    ("names", "says"),
    [
        (["data/places.csv", "data/Places.csv"], "{path} holds {member} and {other}, which are one file on some computers"),
        (["が.csv", unicodedata.normalize("NFD", "が.csv")], "{path} holds {member} and {other}, which are one file on some computers"),
        (["STRASSE.csv", "straße.csv"], "{path} holds {member} and {other}, which are one file on some computers"),
        (["data/places.csv", "./data/places.csv"], "{path} holds {member} twice"),
        (["data/places.csv", "data//places.csv"], "{path} holds {member} twice"),
    ],
)
def test_two_names_of_one_file_are_refused(names: list[str], says: str, ending: str, tmp_path: Path) -> None:
    assert refused(packed(tmp_path / f"x{ending}", {**FILES, **dict.fromkeys(names, "id\n")})) == says


def test_a_name_that_stands_twice_is_refused(tmp_path: Path) -> None:
    again = tarfile.TarInfo("datapackage.json")
    assert refused(packed(tmp_path / "x.tar.gz", FILES, again)) == "{path} holds {member} twice"
    packed(tmp_path / "x.zip", FILES)
    with zipfile.ZipFile(tmp_path / "x.zip", "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr("datapackage.json", "{}")
    assert refused(tmp_path / "x.zip") == "{path} holds {member} twice"


def test_an_encrypted_member_is_refused(tmp_path: Path) -> None:
    content = bytearray(packed(tmp_path / "x.zip", FILES).read_bytes())
    content[content.index(b"PK\x01\x02") + 8] |= 1  # general purpose bit 0 (APPNOTE 4.4.4)
    (tmp_path / "x.zip").write_bytes(content)
    assert refused(tmp_path / "x.zip") == "{path} holds {member}, which is encrypted"


@pytest.mark.parametrize("ending", [".zip", ".tar", ".tar.gz", ".tar.xz", ".tar.bz2"])
def test_the_number_and_the_size_of_members_are_limited(ending: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = packed(tmp_path / f"x{ending}", FILES)
    monkeypatch.setattr(from_archive, "MOST_MEMBERS", 3)
    assert len(Archive(path, "x").names()) == 3
    monkeypatch.setattr(from_archive, "MOST_MEMBERS", 2)
    assert refused(path) == "{path} holds more than {limit} files"
    monkeypatch.setattr(from_archive, "MOST_MEMBERS", 3)
    monkeypatch.setattr(from_archive, "MOST_BYTES", 100)
    assert refused(path) == "{path} is larger than {limit} bytes"


@pytest.mark.parametrize("ending", [".tar.gz", ".tar.xz", ".tar.bz2"])
def test_a_packed_tar_that_is_a_bomb_is_refused_before_it_is_unpacked(ending: str, tmp_path: Path) -> None:
    path = packed(tmp_path / f"bomb{ending}", {"datapackage.json": DESCRIPTOR, "data/items.en.csv": b"\n" * (64 << 20)})
    assert path.stat().st_size < 100_000
    gc.collect()
    tracemalloc.start()
    assert refused(path) == "{path} is larger than {limit} bytes"
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 24 << 20


def test_a_zipped_bomb_is_set_aside_and_the_rest_is_read(tmp_path: Path) -> None:
    path = packed(tmp_path / "bomb.zip", {**FILES, "data/items.en.csv": b"\n" * (32 << 20)})
    tracemalloc.start()
    with pytest.raises(CannotRead) as caught:
        Archive(path, "x").read("data/items.en.csv")
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (caught.value.says, most < 12 << 20) == ("it is larger than {limit} bytes", True)
    assert Archive(path, "x").read("data/items.ja.csv").decode() == FILES["data/items.ja.csv"]


def test_a_tar_header_that_claims_to_be_huge_is_refused(tmp_path: Path) -> None:
    """A header of pax may claim any length, and tarfile would reserve it."""
    info = tarfile.TarInfo("x")
    info.type, info.size = tarfile.XHDTYPE, 512 << 20
    (tmp_path / "x.tar.gz").write_bytes(gzip.compress(info.tobuf() + os.urandom(2 << 20) + bytes(40 << 20)))
    tracemalloc.start()
    assert refused(tmp_path / "x.tar.gz") == "{path} cannot be read as an archive"
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 8 << 20


@pytest.mark.parametrize("ending", [".zip", ".tar", ".tar.gz", ".tar.xz", ".tar.bz2"])
def test_a_damaged_archive_is_refused_or_damaged_there(ending: str, tmp_path: Path) -> None:
    whole = packed(tmp_path / f"good{ending}", {**FILES, "data/items.en.csv": "id,title\n" + "mmx,Martian Moons eXploration\n" * 40}).read_bytes()
    sound = {name: Archive(tmp_path / f"good{ending}", "x").read(name) for name in FILES}
    bad = tmp_path / f"bad{ending}"
    for at in range(0, len(whole), max(7, len(whole) // 150)):
        bad.write_bytes(whole[:at])
        with contextlib.suppress(NotAPackage):
            assert {name: Archive(bad, "x").read(name) for name in FILES} == sound  # nothing but padding is missing
        bad.write_bytes(whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :])
        with contextlib.suppress(NotAPackage, CannotRead):
            archive = Archive(bad, "x")
            for name in archive.names():
                archive.read(name)


def test_a_tar_whose_second_header_is_damaged_is_not_taken_for_a_shorter_one(tmp_path: Path) -> None:
    content = bytearray(packed(tmp_path / "x.tar", {"datapackage.json": "{}", "data/items.ja.csv": "id\n"}).read_bytes())
    content[1024:1030] = b"broken"
    (tmp_path / "x.tar").write_bytes(content)
    assert refused(tmp_path / "x.tar") == "{path} cannot be read as an archive"


@pytest.mark.parametrize("name", ["x.zip", "x.tar", "x.tar.gz", "x.txz", "x.tbz2"])
@pytest.mark.parametrize("content", [b"", b"PK", b"no archive at all, but a letter", bytes(2000)])
def test_what_is_no_archive_is_refused(name: str, content: bytes, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(NotAPackage):
        loaders.load(str(tmp_path / name))


@pytest.mark.parametrize("name", ["datapackage.yaml", "datapackage.yml"])
def test_a_descriptor_in_yaml_is_refused_in_so_many_words(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text("name: moon\nresources: []\n", encoding="utf-8")
    packed(tmp_path / "moon.tar.gz", {f"moon/{name}": "name: moon\n"})
    for source in (tmp_path, tmp_path / name, tmp_path / "moon.tar.gz"):
        ran = run("check", source, "--lang", "en")
        assert (ran.code, ran.out) == (2, "")
        assert f"{name} is not read; a descriptor is JSON, in a file called datapackage.json" in ran.err


# Git


HOSTILE = [
    "--upload-pack=touch pwned", "--upl=touch pwned", "--output=pwned", "-o pwned", "--help", "--exec-path=/tmp", "-c core.pager=x", "--git-dir=/etc",
    "-", "--", "--all", "", " ", "HEAD --output=pwned", "HEAD;touch pwned", "$(touch pwned)", "`touch pwned`", "HEAD|touch pwned", "HEAD\npwned", "../../etc/passwd",
    "/etc/passwd", "ext::sh -c touch% pwned", "https://example.org/x.git", "HEAD..main", "^HEAD", "HEAD^{tree}", "HEAD^{blob}", "no-such-branch", "refs/../../x", "@{-1}", "日本",
]  # fmt: skip
"""Options whole and abbreviated (CVE-2022-24439, CVE-2026-42215), shell, paths, transports, ranges, objects that are no commits."""


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    if shutil.which("git") is None and os.environ.get("CI") != "true":
        pytest.skip("git is not installed")
    for name in ("HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    folder = tmp_path / "repository"
    for name, content in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, encoding="utf-8")
    monkeypatch.chdir(folder)
    for words in (["init", "-q", "-b", "main"], ["add", "."], ["commit", "-q", "-m", "one"], ["tag", "v1.0"]):
        subprocess.run(["git", "-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false", *words], check=True, capture_output=True)
    return folder


def test_a_hostile_revision_is_no_option_no_path_and_no_command(repository: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in sorted(repository.rglob("*"))}
    assert len(HOSTILE) >= 24
    for revision in HOSTILE:
        ran = run("check", f"git:{revision}", "--lang", "en")
        assert (revision, ran.code, ran.out) == (revision, 2, "")
        assert "is not a revision" in ran.err or "holds no datapackage.json" in ran.err, (revision, ran.err)
    assert {path: path.stat().st_mtime_ns for path in sorted(repository.rglob("*"))} == before


@pytest.mark.parametrize("revision", ["HEAD", "main", "v1.0", "HEAD~0", "@"])
def test_a_revision_is_read_by_the_number_of_its_commit(revision: str, repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[list[str]] = []
    called = subprocess.run

    def noted(words: list[str], **options: object) -> object:
        calls.append(words)
        return called(words, **options)  # type: ignore[call-overload]  # passed on as it came

    monkeypatch.setattr(subprocess, "run", noted)
    tree = Revision(revision, "", repository)
    assert tree.read("data/items.ja.csv").decode() == FILES["data/items.ja.csv"]
    said = [words for words in calls if any(revision in word.split("^")[0] and word.endswith("^{commit}") for word in words)]
    assert len(said) == 1
    assert said[0][-2:] == ["--end-of-options", f"{revision}^{{commit}}"]
    assert all("protocol.allow=never" in words for words in calls)


@pytest.mark.parametrize("folder", ["..", "../..", "/etc", "data/../..", ".git", "--output=x"])
def test_a_folder_of_a_revision_leads_nowhere_else(folder: str, repository: Path) -> None:
    assert repository.is_dir()
    with pytest.raises(NotAPackage):
        loaders.load(f"git:HEAD:{folder}")


def test_links_and_submodules_of_a_revision_are_not_there(repository: Path) -> None:
    (repository / "data" / "link.csv").symlink_to("/etc/passwd")
    for words in (["add", "."], ["update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},module"], ["commit", "-q", "-m", "two"]):
        subprocess.run(["git", "-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false", *words], check=True, capture_output=True)
    assert Revision("HEAD", "", repository).names() == sorted(FILES)
