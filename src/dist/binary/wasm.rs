//! WebAssembly: the modules of Pyodide.
//!
//! A reader of its own: a rule asks for three sections of a format of a few pages, and `object`
//! reads relocatable files of it only.

use super::PythonSymbols;
use crate::dist::limits;

/// A WebAssembly module.
///
/// Rules: the [core specification](https://webassembly.github.io/spec/core/binary/modules.html) and
/// the tool conventions for
/// [dynamic linking](https://github.com/WebAssembly/tool-conventions/blob/main/DynamicLinking.md)
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wasm {
    /// The version of the format: 1
    pub version: u32,
    /// It can be loaded by a main module: it begins with a `dylink.0` (or older `dylink`) section
    pub is_side_module: bool,
    /// The libraries that it needs; at most [`limits::LIBRARIES`]. Ex) `libopenblas.so`
    pub needed: Vec<String>,
    /// Its memory has addresses of 64 bits (`wasm64`)
    pub is_64: bool,
    /// Why not all of it is known
    pub defect: Option<String>,
    /// What it has to do with `CPython`
    pub python: PythonSymbols,
}

/// Reads a file, or says why it cannot be read.
pub(super) fn read(content: &[u8]) -> Result<Wasm, String> {
    let version = content.get(4..).and_then(|rest| rest.first_chunk());
    let version = u32::from_le_bytes(*version.ok_or("it is cut short")?);
    if version != 1 {
        return Err(format!("it has version {version:#x} of the format, relkit reads version 1"));
    }
    let mut wasm = Wasm { version, ..Wasm::default() };
    let (mut imports, mut exports) = (Vec::new(), Vec::new());
    let mut rest = Bytes(&content[8..]);
    let mut is_first = true;
    while !rest.0.is_empty() {
        let section = rest.byte().zip(rest.vector());
        let Some((id, body)) = section else {
            wasm.defect = Some("its last section is cut short".to_owned());
            break;
        };
        let whole = match id {
            0 if is_first => body.dylink(&mut wasm),
            2 => body.imports(&mut wasm, &mut imports),
            5 => body.memories(&mut wasm),
            7 => body.exports(&mut exports),
            _ => Some(()),
        };
        if whole.is_none() {
            wasm.defect = Some(format!("its section {id} cannot be read"));
        }
        is_first = false;
    }
    wasm.python = PythonSymbols::new(imports.into_iter(), exports.into_iter());
    Ok(wasm)
}

/// Bytes that are read from their beginning.
#[derive(Clone, Copy)]
struct Bytes<'data>(&'data [u8]);

impl<'data> Bytes<'data> {
    fn byte(&mut self) -> Option<u8> {
        let (byte, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*byte)
    }

    /// A number in LEB128 without sign.
    fn number(&mut self) -> Option<u64> {
        let mut value = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(value);
            }
        }
        None
    }

    /// A length and as many bytes.
    fn vector(&mut self) -> Option<Self> {
        let size = usize::try_from(self.number()?).ok()?;
        let (vector, rest) = self.0.split_at_checked(size)?;
        self.0 = rest;
        Some(Self(vector))
    }

    fn name(&mut self) -> Option<&'data [u8]> {
        self.vector().map(|name| name.0)
    }

    /// A custom section, if it is that of a dynamic library.
    fn dylink(mut self, wasm: &mut Wasm) -> Option<()> {
        match self.name()? {
            // The older form: four numbers, then the libraries.
            b"dylink" => {
                wasm.is_side_module = true;
                for _ in 0..4 {
                    self.number()?;
                }
                self.needed(wasm)
            }
            b"dylink.0" => {
                const NEEDED: u8 = 2;
                wasm.is_side_module = true;
                while !self.0.is_empty() {
                    let (kind, body) = (self.byte()?, self.vector()?);
                    if kind == NEEDED {
                        body.needed(wasm)?;
                    }
                }
                Some(())
            }
            _ => Some(()),
        }
    }

    fn needed(mut self, wasm: &mut Wasm) -> Option<()> {
        for _ in 0..self.number()? {
            let name = self.name()?;
            if wasm.needed.len() < limits::LIBRARIES {
                let name = &name[..name.len().min(limits::NAME)];
                wasm.needed.push(String::from_utf8_lossy(name).into_owned());
            }
        }
        Some(())
    }

    fn imports(mut self, wasm: &mut Wasm, names: &mut Vec<&'data [u8]>) -> Option<()> {
        for _ in 0..self.number()? {
            let (_, name) = (self.name()?, self.name()?);
            match self.byte()? {
                0 => {
                    self.number()?;
                }
                1 => {
                    self.reference()?;
                    self.limits()?;
                }
                2 => wasm.is_64 |= self.limits()?,
                3 => {
                    self.reference()?;
                    self.byte()?;
                }
                4 => {
                    self.byte()?;
                    self.number()?;
                }
                _ => return None,
            }
            keep(name, names);
        }
        Some(())
    }

    /// The type of a value or of the entries of a table. All that dynamic libraries use have one
    /// byte; typed references have a number behind it.
    fn reference(&mut self) -> Option<()> {
        if matches!(self.byte()?, 0x63 | 0x64) {
            self.number()?;
        }
        Some(())
    }

    fn memories(mut self, wasm: &mut Wasm) -> Option<()> {
        for _ in 0..self.number()? {
            wasm.is_64 |= self.limits()?;
        }
        Some(())
    }

    /// The limits of a memory or a table; whether its addresses have 64 bits.
    fn limits(&mut self) -> Option<bool> {
        let flags = self.byte()?;
        self.number()?;
        if flags & 1 != 0 {
            self.number()?;
        }
        Some(flags & 4 != 0)
    }

    fn exports(mut self, names: &mut Vec<&'data [u8]>) -> Option<()> {
        for _ in 0..self.number()? {
            keep(self.name()?, names);
            self.byte()?;
            self.number()?;
        }
        Some(())
    }
}

fn keep<'data>(name: &'data [u8], names: &mut Vec<&'data [u8]>) {
    let of_python = name.starts_with(b"Py") || name.starts_with(b"_Py");
    if of_python && names.len() < limits::SYMBOLS {
        names.push(name);
    }
}
