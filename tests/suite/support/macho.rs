//! Mach-O files written in code, thin and fat.

/// Types and subtypes of processors, by `lipo`'s names.
const ARCHES: &[(&str, u32, u32)] = &[
    ("x86_64", 0x0100_0007, 3),
    ("x86_64h", 0x0100_0007, 8),
    ("arm64", 0x0100_000c, 0),
    ("arm64e", 0x0100_000c, 0x8000_0002),
    ("i386", 7, 3),
];

/// Platforms of `LC_BUILD_VERSION`.
pub(crate) const MACOS: u32 = 1;
pub(crate) const IOS: u32 = 2;
pub(crate) const CATALYST: u32 = 6;
pub(crate) const IOS_SIMULATOR: u32 = 7;

/// One slice, little endian, 64 bits.
#[derive(Clone)]
pub(crate) struct MachO {
    arch: &'static str,
    file_type: u32,
    commands: Vec<Vec<u8>>,
    imports: Vec<(String, u16)>,
    exports: Vec<String>,
    libraries: u16,
    signed: bool,
    stripped: bool,
}

impl MachO {
    /// A bundle for a platform and its oldest version, signed.
    pub(crate) fn bundle(arch: &'static str, platform: u32, oldest: (u16, u8)) -> Self {
        let bundle = Self {
            arch,
            file_type: 8,
            commands: Vec::new(),
            imports: Vec::new(),
            exports: Vec::new(),
            libraries: 0,
            signed: true,
            stripped: false,
        };
        bundle
            .command(0x32, &[platform, version(oldest), version(oldest), 0], "")
            .load("/usr/lib/libSystem.B.dylib")
    }

    /// A bundle with `LC_VERSION_MIN_MACOSX`, as older linkers write it.
    pub(crate) fn old_bundle(arch: &'static str, oldest: (u16, u8)) -> Self {
        let mut bundle = Self::bundle(arch, MACOS, oldest);
        bundle.commands.remove(0);
        bundle.command(0x24, &[version(oldest), version(oldest)], "")
    }

    /// A module of `CPython`, which finds the symbols of the interpreter by a flat look-up.
    pub(crate) fn module(
        arch: &'static str,
        platform: u32,
        oldest: (u16, u8),
        module: &str,
    ) -> Self {
        Self::bundle(arch, platform, oldest)
            .import("PyModuleDef_Init")
            .export(&format!("PyInit_{module}"))
    }

    /// A dynamic library with a name.
    pub(crate) fn dylib(arch: &'static str, oldest: (u16, u8), id: &str) -> Self {
        let mut dylib = Self::bundle(arch, MACOS, oldest);
        dylib.file_type = 6;
        dylib.command(0xd, &[24, 0, 0x1_0000, 0x1_0000], id)
    }

    /// Loads a library.
    pub(crate) fn load(self, path: &str) -> Self {
        self.load_by(0xc, path)
    }

    /// Loads a library if it is there.
    pub(crate) fn load_weak(self, path: &str) -> Self {
        self.load_by(0x8000_0018, path)
    }

    fn load_by(mut self, command: u32, path: &str) -> Self {
        self.libraries += 1;
        self.command(command, &[24, 0, 0x1_0000, 0x1_0000], path)
    }

    /// A folder that `@rpath` stands for.
    pub(crate) fn rpath(self, path: &str) -> Self {
        self.command(0x8000_001c, &[12], path)
    }

    /// Imports a symbol that is looked up in all libraries.
    pub(crate) fn import(mut self, symbol: &str) -> Self {
        self.imports.push((format!("_{symbol}"), 0xfe));
        self
    }

    /// Imports a symbol of the library that was named last.
    pub(crate) fn import_of_last(mut self, symbol: &str) -> Self {
        self.imports.push((format!("_{symbol}"), self.libraries));
        self
    }

    /// Exports a symbol.
    pub(crate) fn export(mut self, symbol: &str) -> Self {
        self.exports.push(format!("_{symbol}"));
        self
    }

    /// Leaves the code signature out.
    pub(crate) fn unsigned(mut self) -> Self {
        self.signed = false;
        self
    }

    /// Leaves the symbol table empty: imports and exports stand in the tables of the loader alone.
    pub(crate) fn stripped(mut self) -> Self {
        self.stripped = true;
        self
    }

    /// A load command of some words and a text, padded to 8 bytes.
    fn command(mut self, command: u32, words: &[u32], text: &str) -> Self {
        let mut body = words.iter().flat_map(|word| word.to_le_bytes()).collect::<Vec<_>>();
        if !text.is_empty() {
            body.extend(text.bytes().chain([0]));
        }
        body.resize((body.len() + 8).next_multiple_of(8) - 8, 0);
        let size = u32::try_from(body.len() + 8).unwrap();
        let head = [command.to_le_bytes(), size.to_le_bytes()].concat();
        self.commands.push([head, body].concat());
        self
    }

    /// The bytes of a thin file.
    pub(crate) fn build(&self) -> Vec<u8> {
        const SEGMENT: usize = 72;
        let fixed: usize = 2 * SEGMENT + 24 + if self.stripped { 32 } else { 0 };
        let signature = if self.signed { 16 } else { 0 };
        let sizes: usize = self.commands.iter().map(Vec::len).sum::<usize>() + fixed + signature;
        let start = 32 + sizes;
        let (mut symbols, mut strings) = (Vec::new(), vec![0_u8]);
        let mut count = 0_u32;
        let undefined = self.imports.iter().map(|(name, library)| (name, 1_u8, 0_u8, library << 8));
        let defined = self.exports.iter().map(|name| (name, 0xf_u8, 1_u8, 0_u16));
        for (name, kind, section, description) in defined.chain(undefined) {
            if self.stripped {
                break;
            }
            symbols.extend(u32::try_from(strings.len()).unwrap().to_le_bytes());
            symbols.extend([kind, section]);
            symbols.extend(description.to_le_bytes());
            symbols.extend(0x1000_u64.to_le_bytes());
            strings.extend(name.bytes().chain([0]));
            count += 1;
        }
        let mut data = [symbols, strings].concat();
        let symbols_len = data.len();
        data.resize(data.len().next_multiple_of(8), 0);
        let mut place = |bytes: Vec<u8>| {
            let at = (start + data.len(), bytes.len());
            data.extend(bytes);
            data.resize(data.len().next_multiple_of(16), 0);
            at
        };
        let fixups = place(self.fixups());
        let trie = place(self.trie());
        let signed = place([0xfade_0cc0_u32, 12, 0].map(u32::to_be_bytes).concat());
        let word = |value: usize| u32::try_from(value).unwrap();
        let mut out = Vec::new();
        let mut put = |words: &[u32]| out.extend(words.iter().flat_map(|word| word.to_le_bytes()));
        let (_, cpu, subtype) = ARCHES.iter().find(|(name, ..)| *name == self.arch).unwrap();
        let number =
            word(self.commands.len()) + 3 + 2 * u32::from(self.stripped) + u32::from(self.signed);
        // Two-level namespace, dyld's own binding.
        put(&[0xfeed_facf, *cpu, *subtype, self.file_type, number, word(sizes), 0x84, 0]);
        let mut segment = |name: &str, address: u64, offset: usize, size: usize| {
            put(&[0x19, word(SEGMENT)]);
            let mut text = [0_u8; 16];
            text[..name.len()].copy_from_slice(name.as_bytes());
            for four in text.chunks(4) {
                put(&[u32::from_le_bytes(four.try_into().unwrap())]);
            }
            let pages = u64::try_from(size.next_multiple_of(0x4000)).unwrap();
            for long in [address, pages, offset as u64, size as u64] {
                put(&[u32::try_from(long).unwrap(), 0]);
            }
            put(&[7, 5, 0, 0]);
        };
        segment("__TEXT", 0, 0, start);
        segment("__LINKEDIT", 0x4000, start, data.len());
        let strings_at = start + 16 * count as usize;
        put(&[2, 24, word(start), count, word(strings_at), word(symbols_len) - 16 * count]);
        if self.stripped {
            put(&[0x8000_0034, 16, word(fixups.0), word(fixups.1)]);
            put(&[0x8000_0033, 16, word(trie.0), word(trie.1)]);
        }
        if self.signed {
            put(&[0x1d, 16, word(signed.0), word(signed.1)]);
        }
        out.extend(self.commands.concat());
        assert_eq!(out.len(), start);
        out.extend(data);
        out
    }

    /// `LC_DYLD_CHAINED_FIXUPS`: imports, and no chain.
    fn fixups(&self) -> Vec<u8> {
        let (mut imports, mut names) = (Vec::new(), vec![0_u8]);
        for (name, library) in &self.imports {
            // The look-up in all libraries is -2 in eight bits.
            let entry = u32::from(*library & 0xff) | u32::try_from(names.len()).unwrap() << 9;
            imports.extend(entry.to_le_bytes());
            names.extend(name.bytes().chain([0]));
        }
        let (starts, table) = (28_u32, 32_u32);
        let symbols = table + u32::try_from(imports.len()).unwrap();
        let count = u32::try_from(self.imports.len()).unwrap();
        let head = [0, starts, table, symbols, count, 1, 0, 0].map(u32::to_le_bytes).concat();
        [head, imports, names].concat()
    }

    /// `LC_DYLD_EXPORTS_TRIE`: the `_` that all exports share, then a branch each.
    fn trie(&self) -> Vec<u8> {
        const ROOT: [u8; 5] = [0, 1, b'_', 0, 5];
        const LEAF: [u8; 5] = [3, 0, 0x80, 0x20, 0];
        // Offsets take two bytes, so that the place of the leaves is known beforehand.
        let branch: usize = 2 + self.exports.iter().map(|name| name.len() + 2).sum::<usize>();
        let mut out = ROOT.to_vec();
        out.extend([0, u8::try_from(self.exports.len()).unwrap()]);
        for (number, name) in self.exports.iter().enumerate() {
            let leaf = ROOT.len() + branch + number * LEAF.len();
            out.extend(name.bytes().skip(1).chain([0]));
            out.extend([
                u8::try_from(leaf & 0x7f).unwrap() | 0x80,
                u8::try_from(leaf >> 7).unwrap(),
            ]);
        }
        [out, LEAF.repeat(self.exports.len())].concat()
    }
}

/// A fat file with 32-bit offsets of these slices, each on its own page.
pub(crate) fn fat(slices: &[MachO]) -> Vec<u8> {
    universal(slices, false)
}

/// A fat file with 64-bit offsets.
pub(crate) fn fat64(slices: &[MachO]) -> Vec<u8> {
    universal(slices, true)
}

fn universal(slices: &[MachO], wide: bool) -> Vec<u8> {
    const PAGE: usize = 0x4000;
    let files: Vec<Vec<u8>> = slices.iter().map(MachO::build).collect();
    let mut at = PAGE;
    let mut out = Vec::new();
    let mut put = |word: u32| out.extend(word.to_be_bytes());
    put(if wide { 0xcafe_babf } else { 0xcafe_babe });
    put(u32::try_from(slices.len()).unwrap());
    for (slice, file) in slices.iter().zip(&files) {
        let (_, cpu, subtype) = ARCHES.iter().find(|(name, ..)| *name == slice.arch).unwrap();
        put(*cpu);
        put(*subtype);
        for value in [at, file.len()] {
            if wide {
                put(0);
            }
            put(u32::try_from(value).unwrap());
        }
        put(14);
        if wide {
            put(0);
        }
        at += file.len().next_multiple_of(PAGE);
    }
    for file in files {
        out.resize(out.len().next_multiple_of(PAGE), 0);
        out.extend(file);
    }
    out
}

fn version((major, minor): (u16, u8)) -> u32 {
    u32::from(major) << 16 | u32::from(minor) << 8
}
