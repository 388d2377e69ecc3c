//! WebAssembly modules written in code.

/// A module.
#[derive(Clone, Default)]
pub(crate) struct Wasm {
    side: bool,
    needed: Vec<String>,
    imports: Vec<String>,
    exports: Vec<String>,
    wide: bool,
}

impl Wasm {
    /// A module that is no dynamic library.
    pub(crate) fn plain() -> Self {
        Self::default()
    }

    /// A dynamic library that a main module loads.
    pub(crate) fn side() -> Self {
        Self { side: true, ..Self::default() }
    }

    /// An extension module.
    pub(crate) fn module(module: &str) -> Self {
        Self::side().import("PyModuleDef_Init").export(&format!("PyInit_{module}"))
    }

    /// Needs another library.
    pub(crate) fn needs(mut self, library: &str) -> Self {
        self.needed.push(library.to_owned());
        self
    }

    /// Imports a function.
    pub(crate) fn import(mut self, symbol: &str) -> Self {
        self.imports.push(symbol.to_owned());
        self
    }

    /// Exports a function.
    pub(crate) fn export(mut self, symbol: &str) -> Self {
        self.exports.push(symbol.to_owned());
        self
    }

    /// Memory with addresses of 64 bits.
    pub(crate) fn wide(mut self) -> Self {
        self.wide = true;
        self
    }

    /// The bytes of the module.
    pub(crate) fn build(&self) -> Vec<u8> {
        let mut out = b"\0asm\x01\0\0\0".to_vec();
        if self.side {
            let mut body = name("dylink.0");
            section(&mut body, 1, &[0, 0, 0, 0]);
            if !self.needed.is_empty() {
                section(&mut body, 2, &vector(self.needed.iter().map(|needed| name(needed))));
            }
            section(&mut out, 0, &body);
        }
        section(&mut out, 1, &[1, 0x60, 0, 0]);
        let memory = [name("env"), name("memory"), vec![2, if self.wide { 4 } else { 0 }, 1]];
        let imports = self.imports.iter().map(|symbol| [name("env"), name(symbol), vec![0, 0]]);
        let imports = [memory].into_iter().chain(imports).map(|parts| parts.concat());
        section(&mut out, 2, &vector(imports));
        // One function, which does nothing, behind all exports.
        section(&mut out, 3, &[1, 0]);
        let index = leb(self.imports.len());
        let exports =
            self.exports.iter().map(|symbol| [name(symbol), vec![0], index.clone()].concat());
        section(&mut out, 7, &vector(exports));
        section(&mut out, 10, &[1, 2, 0, 0x0b]);
        out
    }
}

fn leb(mut value: usize) -> Vec<u8> {
    let mut out = Vec::new();
    while value >= 0x80 {
        out.push(u8::try_from(value & 0x7f).unwrap() | 0x80);
        value >>= 7;
    }
    out.push(u8::try_from(value).unwrap());
    out
}

fn name(text: &str) -> Vec<u8> {
    [leb(text.len()), text.as_bytes().to_vec()].concat()
}

fn vector(items: impl Iterator<Item = Vec<u8>>) -> Vec<u8> {
    let items: Vec<_> = items.collect();
    [leb(items.len()), items.concat()].concat()
}

fn section(out: &mut Vec<u8>, id: u8, body: &[u8]) {
    out.push(id);
    out.extend(leb(body.len()));
    out.extend(body);
}
