//! Small ELF files written in code: valid for readelf and auditwheel, with one thing wrong on
//! demand.
//!
//! Addresses are file offsets. The first page-aligned part is code and tables, the second the
//! dynamic segment.

/// What is written. [`Elf::new`] gives an extension module without libraries or symbols.
#[derive(Clone)]
pub(crate) struct Elf {
    pub(crate) is_64: bool,
    pub(crate) little_endian: bool,
    pub(crate) machine: u16,
    pub(crate) flags: u32,
    /// 3 is a shared object or a position-independent program, 2 a program
    pub(crate) kind: u16,
    pub(crate) interp: Option<String>,
    pub(crate) needed: Vec<String>,
    pub(crate) soname: Option<String>,
    pub(crate) rpath: Option<String>,
    pub(crate) runpath: Option<String>,
    /// Undefined symbols, with library and version where they have one
    pub(crate) imports: Vec<(String, Option<(String, String)>)>,
    pub(crate) exports: Vec<String>,
    /// Versions that are needed though no symbol has them. Ex) `GLIBC_ABI_DT_RELR`
    pub(crate) versions: Vec<(String, String)>,
    /// `p_flags` of `PT_GNU_STACK`: 6 is a plain stack, 7 an executable one; `None` leaves it out
    pub(crate) stack: Option<u32>,
    /// The instruction sets that `.note.gnu.property` asks for (`GNU_PROPERTY_X86_ISA_1_NEEDED`)
    pub(crate) isa: Option<u32>,
    pub(crate) textrel: bool,
    /// Further sections that are not loaded. Ex) `.debug_info`
    pub(crate) sections: Vec<(String, Vec<u8>)>,
    /// Leaves the table of sections out, as some packers do
    pub(crate) stripped_of_sections: bool,
}

/// Machine, 64 bits, little endian, flags.
const MACHINES: &[(&str, u16, bool, bool, u32)] = &[
    ("x86_64", 62, true, true, 0),
    ("i686", 3, false, true, 0),
    ("aarch64", 183, true, true, 0),
    ("armv7l", 40, false, true, 0x0500_0400),
    ("armv6l", 40, false, true, 0x0500_0400),
    ("ppc64le", 21, true, true, 2),
    ("ppc64", 21, true, false, 1),
    ("s390x", 22, true, false, 0),
    ("riscv64", 243, true, true, 5),
    ("loongarch64", 258, true, true, 0x43),
];

impl Elf {
    /// An empty extension module of a Linux architecture, by its name in platform tags.
    pub(crate) fn new(arch: &str) -> Self {
        let row = MACHINES.iter().find(|row| row.0 == arch);
        let &(_, machine, is_64, little_endian, flags) = row.unwrap_or_else(|| panic!("{arch}"));
        Self {
            is_64,
            little_endian,
            machine,
            flags,
            kind: 3,
            interp: None,
            needed: Vec::new(),
            soname: None,
            rpath: None,
            runpath: None,
            imports: Vec::new(),
            exports: Vec::new(),
            versions: Vec::new(),
            stack: Some(6),
            isa: None,
            textrel: false,
            sections: Vec::new(),
            stripped_of_sections: false,
        }
    }

    pub(crate) fn needed(mut self, library: &str) -> Self {
        self.needed.push(library.to_owned());
        self
    }

    /// An undefined symbol without a version. Ex) `PyLong_FromLong`
    pub(crate) fn import(mut self, name: &str) -> Self {
        self.imports.push((name.to_owned(), None));
        self
    }

    /// An undefined symbol with its version. Ex) `libc.so.6`, `GLIBC_2.17`, `clock_gettime`
    pub(crate) fn versioned(mut self, library: &str, version: &str, name: &str) -> Self {
        let version = Some((library.to_owned(), version.to_owned()));
        self.imports.push((name.to_owned(), version));
        self
    }

    pub(crate) fn export(mut self, name: &str) -> Self {
        self.exports.push(name.to_owned());
        self
    }

    /// The file.
    pub(crate) fn build(&self) -> Vec<u8> {
        Image::new(self).finish()
    }
}

/// One section as it stands in the table.
struct Section {
    name: String,
    kind: u32,
    flags: u64,
    start: u64,
    size: u64,
    link: u32,
    info: u32,
    entry: u64,
}

/// A file in the making.
struct Image<'a> {
    elf: &'a Elf,
    out: Bytes,
    strings: Vec<u8>,
    sections: Vec<Section>,
}

const PAGE: usize = 0x1000;
/// Segments at most: two loads, dynamic, stack, interpreter, note, property.
const SEGMENTS: usize = 7;

impl<'a> Image<'a> {
    fn new(elf: &'a Elf) -> Self {
        let out = Bytes { out: Vec::new(), is_64: elf.is_64, little: elf.little_endian };
        let mut image = Self { elf, out, strings: vec![0], sections: Vec::new() };
        let (header, segment) = if elf.is_64 { (64, 56) } else { (52, 32) };
        image.out.out.resize(header + SEGMENTS * segment, 0);
        image.section("", 0, 0, |_| {});
        image.sections[0].start = 0;
        image
    }

    /// Offset of a string in `.dynstr`.
    fn string(&mut self, text: &str) -> u32 {
        let at = self.strings.len();
        self.strings.extend_from_slice(text.as_bytes());
        self.strings.push(0);
        u32::try_from(at).unwrap()
    }

    /// Writes a section; gives its number.
    fn section(
        &mut self,
        name: &str,
        kind: u32,
        flags: u64,
        write: impl FnOnce(&mut Bytes),
    ) -> usize {
        self.out.align(16);
        let start = self.out.out.len() as u64;
        write(&mut self.out);
        let size = self.out.out.len() as u64 - start;
        let (name, link, info, entry) = (name.to_owned(), 0, 0, 0);
        self.sections.push(Section { name, kind, flags, start, size, link, info, entry });
        self.sections.len() - 1
    }

    /// Writes the tables of the dynamic segment, then the headers.
    fn finish(mut self) -> Vec<u8> {
        const ALLOC: u64 = 2;
        let elf = self.elf;
        let mut segments = Vec::new();
        if let Some(path) = &elf.interp {
            let number = self.section(".interp", 1, ALLOC, |out| {
                out.out.extend_from_slice(path.as_bytes());
                out.out.push(0);
            });
            segments.push((3, 4, number));
        }
        if let Some(isa) = elf.isa {
            let note = self.section(".note.gnu.property", 7, ALLOC, |out| {
                let pad = if out.is_64 { 8 } else { 4 };
                for word in [4, 8 + pad, 5] {
                    out.u32(word);
                }
                out.out.extend_from_slice(b"GNU\0");
                for word in [0xc000_8002, 4, isa] {
                    out.u32(word);
                }
                out.out.resize(out.out.len() + pad as usize - 4, 0);
            });
            segments.push((4, 4, note));
            segments.push((0x6474_e553, 4, note));
        }
        let text = self.section(".text", 1, ALLOC | 4, |out| out.out.extend_from_slice(&[0; 16]));
        let symbols = self.symbols(ALLOC, text);
        self.out.align(PAGE);
        let data = self.out.out.len();
        let dynamic = self.dynamic(&symbols);
        segments.push((2, 6, dynamic));
        let end = self.out.out.len();
        for (name, content) in &elf.sections {
            self.section(name, 1, 0, |out| out.out.extend_from_slice(content));
        }
        let table = if elf.stripped_of_sections { 0 } else { self.section_table() };
        self.headers(table, &segments, data, end);
        self.out.out
    }

    /// `.dynsym`, `.gnu.hash`, `.gnu.version`, `.gnu.version_r`, `.dynstr`: their numbers.
    fn symbols(&mut self, alloc: u64, text: usize) -> Vec<usize> {
        let elf = self.elf;
        // Versions get numbers from 2 on, by library.
        let mut needs: Vec<(&str, Vec<&str>)> = Vec::new();
        let with_version = elf.imports.iter().filter_map(|(_, version)| version.as_ref());
        for (library, version) in elf.versions.iter().chain(with_version) {
            let at = needs.iter().position(|(name, _)| name == library).unwrap_or_else(|| {
                needs.push((library, Vec::new()));
                needs.len() - 1
            });
            if !needs[at].1.contains(&version.as_str()) {
                needs[at].1.push(version);
            }
        }
        let pairs: Vec<(&str, &str)> =
            needs.iter().flat_map(|(lib, all)| all.iter().map(move |one| (*lib, *one))).collect();
        let number = |version: &Option<(String, String)>| {
            let found = version.as_ref().and_then(|(lib, version)| {
                pairs.iter().position(|pair| *pair == (lib.as_str(), version.as_str()))
            });
            found.map_or(1, |at| u16::try_from(at + 2).unwrap())
        };
        let mut rows = vec![(0, 0, 0_u16)];
        for (name, version) in &elf.imports {
            rows.push((self.string(name), 0, number(version)));
        }
        for name in &elf.exports {
            rows.push((self.string(name), text, 1));
        }
        let start = self.sections[text].start;
        let dynsym = self.section(".dynsym", 11, alloc, |out| {
            for (index, (name, section, _)) in rows.iter().enumerate() {
                let info = if index == 0 { 0 } else { 0x12 };
                let value = if *section == 0 { 0 } else { start };
                let section = u16::try_from(*section).unwrap();
                out.u32(*name);
                if out.is_64 {
                    out.out.extend([info, 0]);
                    out.u16(section);
                    out.word(value);
                    out.word(0);
                } else {
                    out.word(value);
                    out.word(0);
                    out.out.extend([info, 0]);
                    out.u16(section);
                }
            }
        });
        let hash = self.section(".gnu.hash", 0x6fff_fff6, alloc, |out| {
            let first = u32::try_from(elf.imports.len() + 1).unwrap();
            for word in [1, first, 1, 6] {
                out.u32(word);
            }
            out.word(u64::MAX);
            out.u32(if elf.exports.is_empty() { 0 } else { first });
            for (index, name) in elf.exports.iter().enumerate() {
                let last = index + 1 == elf.exports.len();
                out.u32(gnu_hash(name) & !1 | u32::from(last));
            }
        });
        let versym = self.section(".gnu.version", 0x6fff_ffff, alloc, |out| {
            for (_, _, version) in &rows {
                out.u16(*version);
            }
        });
        let named: Vec<(u32, Vec<(u32, u32)>)> = needs
            .iter()
            .map(|(library, versions)| {
                let names = versions.iter().map(|name| (self.string(name), sysv_hash(name)));
                let names = names.collect();
                (self.string(library), names)
            })
            .collect();
        let verneed = self.section(".gnu.version_r", 0x6fff_fffe, alloc, |out| {
            let mut next = 2_u16;
            for (index, (library, versions)) in named.iter().enumerate() {
                let count = u32::try_from(versions.len()).unwrap();
                out.u16(1);
                out.u16(u16::try_from(count).unwrap());
                out.u32(*library);
                out.u32(16);
                out.u32(if index + 1 == named.len() { 0 } else { 16 + 16 * count });
                for (place, (name, hash)) in versions.iter().enumerate() {
                    out.u32(*hash);
                    out.u16(0);
                    out.u16(next);
                    out.u32(*name);
                    out.u32(if place + 1 == versions.len() { 0 } else { 16 });
                    next += 1;
                }
            }
        });
        self.sections[verneed].info = u32::try_from(needs.len()).unwrap();
        self.sections[dynsym].info = 1;
        self.sections[dynsym].entry = if elf.is_64 { 24 } else { 16 };
        self.sections[versym].entry = 2;
        vec![dynsym, hash, versym, verneed]
    }

    /// `.dynstr` and `.dynamic`; gives the number of the latter.
    fn dynamic(&mut self, tables: &[usize]) -> usize {
        let elf = self.elf;
        let mut rows: Vec<(u64, u64)> = Vec::new();
        for library in &elf.needed {
            rows.push((1, self.string(library).into()));
        }
        for (tag, text) in [(14, &elf.soname), (15, &elf.rpath), (29, &elf.runpath)] {
            if let Some(text) = text {
                rows.push((tag, self.string(text).into()));
            }
        }
        if elf.textrel {
            rows.push((22, 0));
        }
        let strings = std::mem::take(&mut self.strings);
        let dynstr = self.section(".dynstr", 3, 2, |out| out.out.extend_from_slice(&strings));
        let [dynsym, hash, versym, verneed] = *tables else { panic!("four tables") };
        let start = |number: usize| self.sections[number].start;
        rows.push((5, start(dynstr)));
        rows.push((10, self.sections[dynstr].size));
        rows.push((6, start(dynsym)));
        rows.push((11, self.sections[dynsym].entry));
        rows.push((0x6fff_fef5, start(hash)));
        if self.sections[verneed].size > 0 {
            rows.push((0x6fff_fff0, start(versym)));
            rows.push((0x6fff_fffe, start(verneed)));
            rows.push((0x6fff_ffff, self.sections[verneed].info.into()));
        }
        rows.push((0, 0));
        let dynamic = self.section(".dynamic", 6, 3, |out| {
            for (tag, value) in &rows {
                out.word(*tag);
                out.word(*value);
            }
        });
        let link = |number: usize| u32::try_from(number).unwrap();
        for (table, to) in [
            (dynsym, dynstr),
            (hash, dynsym),
            (versym, dynsym),
            (verneed, dynstr),
            (dynamic, dynstr),
        ] {
            self.sections[table].link = link(to);
        }
        self.sections[dynamic].entry = if elf.is_64 { 16 } else { 8 };
        dynamic
    }

    /// `.shstrtab` and the table of sections; gives the table's offset.
    fn section_table(&mut self) -> u64 {
        let mut names = vec![0];
        let mut offsets = Vec::new();
        self.section(".shstrtab", 3, 0, |_| {});
        for section in &self.sections {
            offsets.push(u32::try_from(names.len()).unwrap());
            names.extend_from_slice(section.name.as_bytes());
            names.push(0);
        }
        self.out.out.extend_from_slice(&names);
        self.sections.last_mut().unwrap().size = names.len() as u64;
        self.out.align(16);
        let table = self.out.out.len() as u64;
        for (section, name) in self.sections.iter().zip(offsets) {
            let loaded = section.flags & 2 != 0;
            self.out.u32(name);
            self.out.u32(section.kind);
            self.out.word(section.flags);
            self.out.word(if loaded { section.start } else { 0 });
            self.out.word(section.start);
            self.out.word(section.size);
            self.out.u32(section.link);
            self.out.u32(section.info);
            self.out.word(u64::from(section.kind != 0) * 8);
            self.out.word(section.entry);
        }
        table
    }

    /// The header of the file and those of the segments, into the room left for them.
    fn headers(&mut self, table: u64, parts: &[(u32, u32, usize)], data: usize, end: usize) {
        let elf = self.elf;
        let out = Bytes { out: Vec::new(), is_64: elf.is_64, little: elf.little_endian };
        let mut head = out;
        head.out.extend_from_slice(b"\x7fELF");
        head.out.extend([1 + u8::from(elf.is_64), 2 - u8::from(elf.little_endian), 1]);
        head.out.resize(16, 0);
        head.u16(elf.kind);
        head.u16(elf.machine);
        head.u32(1);
        head.word(0);
        let (size, segment, section) = if elf.is_64 { (64, 56, 64) } else { (52, 32, 40) };
        head.word(size.into());
        head.word(table);
        head.u32(elf.flags);
        head.u16(size);
        head.u16(segment);
        let count = 2 + parts.len() + usize::from(elf.stack.is_some());
        head.u16(u16::try_from(count).unwrap());
        head.u16(section);
        let sections = if table == 0 { 0 } else { u16::try_from(self.sections.len()).unwrap() };
        head.u16(sections);
        head.u16(sections.saturating_sub(1));
        let (data, end) = (data as u64, end as u64);
        head.segment(1, 5, 0, data, PAGE as u64);
        head.segment(1, 6, data, end - data, PAGE as u64);
        for (kind, flags, number) in parts {
            let Section { start, size, .. } = self.sections[*number];
            head.segment(*kind, *flags, start, size, 8);
        }
        if let Some(flags) = elf.stack {
            head.segment(0x6474_e551, flags, 0, 0, 16);
        }
        self.out.out[..head.out.len()].copy_from_slice(&head.out);
    }
}

/// Bytes in the order and with the width of the file.
struct Bytes {
    out: Vec<u8>,
    is_64: bool,
    little: bool,
}

impl Bytes {
    fn align(&mut self, to: usize) {
        self.out.resize(self.out.len().next_multiple_of(to), 0);
    }

    fn push(&mut self, mut little: Vec<u8>) {
        if !self.little {
            little.reverse();
        }
        self.out.extend(little);
    }

    fn u16(&mut self, value: u16) {
        self.push(value.to_le_bytes().to_vec());
    }

    fn u32(&mut self, value: u32) {
        self.push(value.to_le_bytes().to_vec());
    }

    /// As wide as an address.
    fn word(&mut self, value: u64) {
        let width = if self.is_64 { 8 } else { 4 };
        self.push(value.to_le_bytes()[..width].to_vec());
    }

    fn segment(&mut self, kind: u32, flags: u32, start: u64, size: u64, align: u64) {
        self.u32(kind);
        if self.is_64 {
            self.u32(flags);
        }
        for word in [start, start, start, size, size] {
            self.word(word);
        }
        if !self.is_64 {
            self.u32(flags);
        }
        self.word(align);
    }
}

fn gnu_hash(name: &str) -> u32 {
    name.bytes().fold(5381, |hash: u32, byte| hash.wrapping_mul(33).wrapping_add(byte.into()))
}

fn sysv_hash(name: &str) -> u32 {
    name.bytes().fold(0_u32, |hash, byte| {
        let hash = (hash << 4).wrapping_add(byte.into());
        let high = hash & 0xf000_0000;
        (hash ^ (high >> 24)) & !high
    })
}
