//! PE files written in code: what the loader needs and nothing else.

/// A 64-bit x86 image.
pub(crate) const AMD64: u16 = 0x8664;
/// A 32-bit x86 image.
pub(crate) const I386: u16 = 0x14c;
/// A 64-bit ARM image.
pub(crate) const ARM64: u16 = 0xaa64;

/// Where the one section lies in the file and in memory.
const RAW: u32 = 0x400;
const RVA: u32 = 0x1000;
const BASE: u64 = 0x1_8000_0000;

/// A dynamic library.
#[derive(Clone, Default)]
pub(crate) struct Pe {
    machine: u16,
    imports: Vec<(String, Vec<String>)>,
    delayed: Vec<(String, Vec<String>)>,
    exports: Vec<String>,
    pdb: Option<String>,
    hybrid: bool,
    program: bool,
    dot_net: Option<u32>,
}

impl Pe {
    /// A library that needs nothing.
    pub(crate) fn new(machine: u16) -> Self {
        Self { machine, ..Self::default() }
    }

    /// A module that imports some symbols from the DLL of an interpreter, as linkers write it.
    pub(crate) fn module(machine: u16, python: &str, module: &str) -> Self {
        Self::new(machine)
            .import("KERNEL32.dll", &["GetLastError"])
            .import(python, &["PyModuleDef_Init"])
            .export(&format!("PyInit_{module}"))
    }

    /// Imports functions of a DLL.
    pub(crate) fn import(mut self, dll: &str, symbols: &[&str]) -> Self {
        self.imports.push((dll.to_owned(), symbols.iter().map(|s| (*s).to_owned()).collect()));
        self
    }

    /// Imports functions of a DLL at their first call.
    pub(crate) fn delay(mut self, dll: &str, symbols: &[&str]) -> Self {
        self.delayed.push((dll.to_owned(), symbols.iter().map(|s| (*s).to_owned()).collect()));
        self
    }

    /// Exports a function.
    pub(crate) fn export(mut self, symbol: &str) -> Self {
        self.exports.push(symbol.to_owned());
        self
    }

    /// Names the file with debug symbols.
    pub(crate) fn pdb(mut self, path: &str) -> Self {
        self.pdb = Some(path.to_owned());
        self
    }

    /// Code for x86-64 and for ARM64 in one: CHPE metadata.
    pub(crate) fn hybrid(mut self) -> Self {
        self.hybrid = true;
        self
    }

    /// A program instead of a library.
    pub(crate) fn program(mut self) -> Self {
        self.program = true;
        self
    }

    /// An assembly of .NET with such flags.
    pub(crate) fn dot_net(mut self, flags: u32) -> Self {
        self.dot_net = Some(flags);
        self
    }

    fn wide(&self) -> bool {
        self.machine != I386
    }

    /// The bytes of the file.
    pub(crate) fn build(&self) -> Vec<u8> {
        let mut section = Section(Vec::new());
        let mut directories = [(0_u32, 0_u32); 16];
        directories[0] = self.export_directory(&mut section);
        directories[1] = self.import_directory(&mut section);
        directories[6] = self.debug_directory(&mut section);
        directories[10] = self.load_config(&mut section);
        directories[13] = self.delay_directory(&mut section);
        directories[14] = self.dot_net_header(&mut section);
        section.align(0x200);
        let mut out = vec![0; 64];
        out[..2].copy_from_slice(b"MZ");
        out[60] = 64;
        out.extend(b"PE\0\0");
        put16(&mut out, &[self.machine, 1]);
        put32(&mut out, &[0, 0, 0]);
        let optional = if self.wide() { 240 } else { 224 };
        put16(&mut out, &[optional, if self.program { 0x22 } else { 0x2022 }]);
        let start = out.len();
        put16(&mut out, &[if self.wide() { 0x20b } else { 0x10b }, 14]);
        let size = u32::try_from(section.0.len()).unwrap();
        put32(&mut out, &[0, size, 0, 0, RVA]);
        if self.wide() {
            out.extend(BASE.to_le_bytes());
        } else {
            put32(&mut out, &[RVA, 0x1000_0000]);
        }
        put32(&mut out, &[0x1000, 0x200]);
        put16(&mut out, &[6, 0, 0, 0, 6, 0]);
        put32(&mut out, &[0, RVA + size.next_multiple_of(0x1000), RAW, 0]);
        put16(&mut out, &[2, 0x160]);
        let words = if self.wide() { 8 } else { 4 };
        out.extend([0x10_0000_u32, 0x1000, 0x10_0000, 0x1000].iter().flat_map(|size| {
            let bytes = u64::from(*size).to_le_bytes();
            bytes[..words].to_vec()
        }));
        put32(&mut out, &[0, 16]);
        for (address, size) in directories {
            put32(&mut out, &[address, size]);
        }
        assert_eq!(out.len() - start, usize::from(optional));
        out.extend(b".rdata\0\0");
        put32(&mut out, &[size, RVA, size, RAW, 0, 0, 0, 0x4000_0040]);
        out.resize(RAW as usize, 0);
        out.extend(section.0);
        out
    }

    fn export_directory(&self, section: &mut Section) -> (u32, u32) {
        if self.exports.is_empty() {
            return (0, 0);
        }
        section.align(8);
        let start = section.here();
        let count = u32::try_from(self.exports.len()).unwrap();
        let addresses = start + 40;
        let (names, ordinals) = (addresses + 4 * count, addresses + 8 * count);
        let mut sorted = self.exports.clone();
        sorted.sort_unstable();
        let mut text = ordinals + 2 * count;
        let library = text;
        text += 10;
        put32(&mut section.0, &[0, 0, 0, library, 1, count, count, addresses, names, ordinals]);
        // Their code is anywhere outside of the directory.
        section.0.extend((0..count).flat_map(|_| 0x10_u32.to_le_bytes()));
        for name in &sorted {
            put32(&mut section.0, &[text]);
            text += u32::try_from(name.len()).unwrap() + 1;
        }
        section.0.extend((0..count).flat_map(|n| u16::try_from(n).unwrap().to_le_bytes()));
        section.0.extend(b"_core.pyd\0");
        for name in sorted {
            section.text(&name);
        }
        (start, section.here() - start)
    }

    /// The names and the table of addresses of each DLL: its name and its table.
    fn tables(&self, dlls: &[(String, Vec<String>)], section: &mut Section) -> Vec<(u32, u32)> {
        let table = |(dll, symbols): &(String, Vec<String>)| {
            let name = section.text(dll);
            let hints: Vec<u32> = symbols
                .iter()
                .map(|symbol| {
                    section.align(2);
                    let hint = section.here();
                    section.0.extend([0, 0]);
                    section.text(symbol);
                    hint
                })
                .collect();
            section.align(8);
            let thunks = section.here();
            for hint in hints.into_iter().chain([0]) {
                let bytes = u64::from(hint).to_le_bytes();
                section.0.extend(&bytes[..if self.wide() { 8 } else { 4 }]);
            }
            (name, thunks)
        };
        dlls.iter().map(table).collect()
    }

    fn import_directory(&self, section: &mut Section) -> (u32, u32) {
        let tables = self.tables(&self.imports, section);
        section.align(8);
        let start = section.here();
        for (name, thunks) in &tables {
            put32(&mut section.0, &[*thunks, 0, 0, *name, *thunks]);
        }
        section.0.extend([0; 20]);
        if tables.is_empty() { (0, 0) } else { (start, section.here() - start) }
    }

    fn delay_directory(&self, section: &mut Section) -> (u32, u32) {
        let tables = self.tables(&self.delayed, section);
        section.align(8);
        let start = section.here();
        for (name, thunks) in &tables {
            put32(&mut section.0, &[1, *name, 0, *thunks, *thunks, 0, 0, 0]);
        }
        section.0.extend([0; 32]);
        if tables.is_empty() { (0, 0) } else { (start, section.here() - start) }
    }

    fn debug_directory(&self, section: &mut Section) -> (u32, u32) {
        let Some(pdb) = &self.pdb else { return (0, 0) };
        section.align(8);
        let record = section.here();
        section.0.extend(b"RSDS");
        section.0.extend([7; 16]);
        put32(&mut section.0, &[1]);
        section.text(pdb);
        let size = section.here() - record;
        section.align(8);
        let start = section.here();
        put32(&mut section.0, &[0, 0, 0, 2, size, record, record - RVA + RAW]);
        (start, 28)
    }

    fn dot_net_header(&self, section: &mut Section) -> (u32, u32) {
        let Some(flags) = self.dot_net else { return (0, 0) };
        section.align(8);
        let start = section.here();
        // Version 2.5 of the header, and no metadata.
        put32(&mut section.0, &[72, 2 | 5 << 16, 0, 0, flags]);
        section.0.extend([0; 52]);
        (start, 72)
    }

    fn load_config(&self, section: &mut Section) -> (u32, u32) {
        if !self.hybrid {
            return (0, 0);
        }
        section.align(8);
        let start = section.here();
        let mut config = vec![0; 320];
        config[..4].copy_from_slice(&320_u32.to_le_bytes());
        let metadata = BASE + u64::from(start);
        config[200..208].copy_from_slice(&metadata.to_le_bytes());
        section.0.extend(config);
        (start, 320)
    }
}

/// The content of the section.
struct Section(Vec<u8>);

impl Section {
    fn here(&self) -> u32 {
        RVA + u32::try_from(self.0.len()).unwrap()
    }

    fn align(&mut self, to: usize) {
        self.0.resize(self.0.len().next_multiple_of(to), 0);
    }

    fn text(&mut self, text: &str) -> u32 {
        let here = self.here();
        self.0.extend(text.bytes().chain([0]));
        here
    }
}

fn put16(out: &mut Vec<u8>, values: &[u16]) {
    out.extend(values.iter().flat_map(|value| value.to_le_bytes()));
}

fn put32(out: &mut Vec<u8>, values: &[u32]) {
    out.extend(values.iter().flat_map(|value| value.to_le_bytes()));
}
