//! PE: dynamic libraries and programs of Windows.

use object::{
    LittleEndian as LE,
    pe::{
        self, ImageCor20Header, ImageDebugDirectory, ImageDelayloadDescriptor, ImageDosHeader,
        ImageImportDescriptor, ImageNtHeaders32, ImageNtHeaders64,
    },
    pod,
    read::{
        coff::CoffHeader,
        pe::{ImageNtHeaders, SectionTable},
    },
};

use super::PythonSymbols;
use crate::{dist::limits, model::WindowsArch};

/// A PE file.
///
/// Rule: [PE format](https://learn.microsoft.com/en-us/windows/win32/debug/pe-format)
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pe {
    /// `Machine` of the COFF header. Ex) 0x8664 for x86-64
    pub machine: u16,
    /// It holds code for x86-64 and for ARM64 at once (ARM64EC under [`Pe::AMD64`], ARM64X under
    /// [`Pe::ARM64`]): its load configuration points to CHPE metadata
    pub is_hybrid: bool,
    /// A dynamic library
    pub is_dll: bool,
    /// It holds code for .NET alone, and for no machine in particular: an assembly that was built
    /// for "any CPU" (ECMA-335, partition II, 25.3.3)
    pub is_any_cpu: bool,
    /// The DLLs that are loaded with it, as they are written, in order; at most
    /// [`limits::LIBRARIES`]. Ex) `python313.dll`, `KERNEL32.dll`
    pub imports: Vec<String>,
    /// The DLLs that are loaded at the first call of one of their functions
    pub delayed: Vec<String>,
    /// The file with its debug symbols, as the linker was told. Ex) `C:\build\_core.pdb`
    pub pdb: Option<String>,
    /// What was not read, for there is more than relkit looks at
    pub unread: Vec<String>,
    /// What it has to do with `CPython`
    pub python: PythonSymbols,
}

impl Pe {
    /// 32-bit x86
    pub const I386: u16 = 0x14c;
    /// 64-bit x86
    pub const AMD64: u16 = 0x8664;
    /// 64-bit ARM
    pub const ARM64: u16 = 0xaa64;

    /// Whether processes of this architecture can load it.
    pub fn is_for(&self, arch: WindowsArch) -> bool {
        match arch {
            WindowsArch::Win32 => self.machine == Self::I386,
            // ARM64EC runs on no x86-64 machine.
            WindowsArch::Amd64 => self.machine == Self::AMD64 && !self.is_hybrid,
            WindowsArch::Arm64 => self.machine == Self::ARM64,
            WindowsArch::Arm32 => (0x1c0..=0x1c4).contains(&self.machine),
            WindowsArch::Ia64 => self.machine == 0x200,
        }
    }

    /// The machine in words. Ex) `x86-64`
    pub fn machine_name(&self) -> String {
        let name = match (self.machine, self.is_hybrid) {
            (Self::I386, _) => "32-bit x86",
            (Self::AMD64, false) => "x86-64",
            (Self::AMD64, true) => "ARM64EC",
            (Self::ARM64, false) => "ARM64",
            (Self::ARM64, true) => "ARM64X",
            (0x1c0 | 0x1c2 | 0x1c4, _) => "32-bit ARM",
            (0x200, _) => "Itanium",
            (other, _) => return format!("machine {other:#06x}"),
        };
        name.to_owned()
    }
}

/// Reads a file, or says why it cannot be read.
pub(super) fn read(content: &[u8]) -> Result<Pe, String> {
    let magic = object::read::pe::optional_header_magic(content);
    match magic.map_err(|error| error.to_string())? {
        pe::IMAGE_NT_OPTIONAL_HDR32_MAGIC => image::<ImageNtHeaders32>(content),
        pe::IMAGE_NT_OPTIONAL_HDR64_MAGIC => image::<ImageNtHeaders64>(content),
        other => Err(format!("its optional header has the unknown magic {other:#06x}")),
    }
}

fn image<H: ImageNtHeaders>(content: &[u8]) -> Result<Pe, String> {
    let fail = |error: object::read::Error| error.to_string();
    let mut offset = ImageDosHeader::parse(content).map_err(fail)?.nt_headers_offset().into();
    let (headers, directories) = H::parse(content, &mut offset).map_err(fail)?;
    let file = headers.file_header();
    let sections = file.sections(content, offset).map_err(fail)?;
    let image = Image { content, sections };
    image.whole()?;
    let directory = |number: usize| {
        let entry = directories.get(number)?;
        Some((entry.virtual_address.get(LE), entry.size.get(LE)))
    };
    let mut symbols = Vec::new();
    let imports = directory(pe::IMAGE_DIRECTORY_ENTRY_IMPORT)
        .map(|(at, _)| image.imports::<H>(at, &mut symbols))
        .unwrap_or_default();
    let delayed = directory(pe::IMAGE_DIRECTORY_ENTRY_DELAY_IMPORT)
        .map(|(at, _)| image.delayed::<H>(at, &mut symbols))
        .unwrap_or_default();
    let exports = directory(pe::IMAGE_DIRECTORY_ENTRY_EXPORT)
        .and_then(|(at, _)| image.exports(at))
        .unwrap_or_default();
    let debug = directory(pe::IMAGE_DIRECTORY_ENTRY_DEBUG);
    let config = directory(pe::IMAGE_DIRECTORY_ENTRY_LOAD_CONFIG);
    let dot_net = directory(pe::IMAGE_DIRECTORY_ENTRY_COM_DESCRIPTOR);
    let machine = file.machine.get(LE).0;
    let python = PythonSymbols::new(symbols.into_iter(), exports.into_iter());
    let mut unread = Vec::new();
    python.say_unread(&mut unread);
    if imports.len().max(delayed.len()) >= limits::LIBRARIES {
        unread.push(format!("the DLLs that it needs beyond the first {}", limits::LIBRARIES));
    }
    Ok(Pe {
        machine,
        is_hybrid: config.is_some_and(|(at, _)| image.is_hybrid(at, headers.is_type_64())),
        is_dll: file.characteristics.get(LE).0 & pe::IMAGE_FILE_DLL.0 != 0,
        is_any_cpu: dot_net.is_some_and(|(at, _)| image.is_any_cpu(at, machine)),
        imports,
        delayed,
        pdb: debug.and_then(|(at, size)| image.pdb(at, size)),
        unread,
        python,
    })
}

/// Sections that are compared with the addresses of exported names, in all.
const MOST_LOOKUPS: usize = 20_000_000;

/// A file, read by the addresses that its parts have in memory.
struct Image<'data> {
    content: &'data [u8],
    sections: SectionTable<'data>,
}

impl<'data> Image<'data> {
    /// Whether the file holds its sections; else the first that it does not. The padding at the end
    /// of the last one, and the certificates behind, do not count.
    fn whole(&self) -> Result<(), String> {
        let size = self.content.len() as u64;
        for section in self.sections.iter() {
            let (raw, mapped) = (section.size_of_raw_data.get(LE), section.virtual_size.get(LE));
            let length = if mapped == 0 { raw } else { raw.min(mapped) };
            let start = section.pointer_to_raw_data.get(LE);
            let end = u64::from(start) + u64::from(length);
            // Without a place in the file it is made of zeros.
            if start > 0 && length > 0 && end > size {
                let name = section.name.split(|byte| *byte == 0).next().unwrap_or_default();
                return Err(format!(
                    "section {} ends at byte {end}, and the file has {size} bytes",
                    lossy(name).escape_debug()
                ));
            }
        }
        Ok(())
    }

    /// What is at an address, up to the end of its section.
    fn at(&self, address: u32) -> Option<&'data [u8]> {
        self.sections.pe_data_at(self.content, address)
    }

    /// A structure of a table, by its number.
    fn row<T: pod::Pod>(&self, table: u32, number: usize) -> Option<&'data T> {
        let offset = number.checked_mul(size_of::<T>())?;
        pod::from_bytes::<T>(self.at(table)?.get(offset..)?).ok().map(|(row, _)| row)
    }

    /// A text that ends in NUL, cut where it is overlong.
    fn text(&self, address: u32) -> Option<&'data [u8]> {
        let text = self.at(address)?;
        let text = &text[..text.len().min(limits::PATH)];
        Some(text.split(|byte| *byte == 0).next().unwrap_or(text))
    }

    fn imports<H: ImageNtHeaders>(
        &self,
        table: u32,
        symbols: &mut Vec<&'data [u8]>,
    ) -> Vec<String> {
        let rows = (0..limits::LIBRARIES)
            .map_while(|number| self.row::<ImageImportDescriptor>(table, number))
            .take_while(|row| !row.is_null());
        let mut names = Vec::new();
        for row in rows {
            let Some(name) = self.text(row.name.get(LE)) else { continue };
            let first = row.original_first_thunk.get(LE);
            let thunks = if first == 0 { row.first_thunk.get(LE) } else { first };
            self.symbols::<H>(name, thunks, symbols);
            names.push(lossy(name));
        }
        names
    }

    fn delayed<H: ImageNtHeaders>(
        &self,
        table: u32,
        symbols: &mut Vec<&'data [u8]>,
    ) -> Vec<String> {
        let rows = (0..limits::LIBRARIES)
            .map_while(|number| self.row::<ImageDelayloadDescriptor>(table, number))
            .take_while(|row| !row.is_null());
        let mut names = Vec::new();
        for row in rows {
            let Some(name) = self.text(row.dll_name_rva.get(LE)) else { continue };
            self.symbols::<H>(name, row.import_name_table_rva.get(LE), symbols);
            names.push(lossy(name));
        }
        names
    }

    /// The functions that are imported from the DLL of an interpreter by name.
    fn symbols<H: ImageNtHeaders>(&self, dll: &[u8], thunks: u32, symbols: &mut Vec<&'data [u8]>) {
        if !is_interpreter(&lossy(dll)) {
            return;
        }
        let size = if size_of::<H::ImageThunkData>() == 8 { 8_usize } else { 4 };
        let Some(table) = self.at(thunks) else { return };
        for entry in table.chunks_exact(size).take(limits::SYMBOLS + 1) {
            let mut bytes = [0; 8];
            bytes[..size].copy_from_slice(entry);
            let value = u64::from_le_bytes(bytes);
            if value == 0 {
                break;
            }
            // The highest bit stands for an ordinal, which then fails to be an address.
            let hint = u32::try_from(value).ok().filter(|value| value >> 31 == 0);
            symbols.extend(hint.and_then(|hint| self.text(hint.checked_add(2)?)));
        }
    }

    fn exports(&self, directory: u32) -> Option<Vec<&'data [u8]>> {
        let row = self.row::<pe::ImageExportDirectory>(directory, 0)?;
        let table = self.at(row.address_of_names.get(LE))?;
        let count = usize::try_from(row.number_of_names.get(LE)).ok()?;
        // Looking an address up goes through the sections, of which real files have about ten.
        let most = MOST_LOOKUPS / self.sections.len().max(1);
        let names = table.chunks_exact(4).take(count.min(most)).filter_map(|entry| {
            let text = self.at(u32::from_le_bytes(entry.try_into().ok()?))?;
            let wanted = text.starts_with(b"Py") || text.starts_with(b"_Py");
            let text = &text[..text.len().min(limits::NAME)];
            wanted.then(|| text.split(|byte| *byte == 0).next().unwrap_or(text))
        });
        Some(names.take(limits::SYMBOLS + 1).collect())
    }

    fn pdb(&self, table: u32, size: u32) -> Option<String> {
        let count = usize::try_from(size).ok()? / size_of::<ImageDebugDirectory>();
        let rows = (0..count.min(16)).map_while(|n| self.row::<ImageDebugDirectory>(table, n));
        rows.filter(|row| row.typ.get(LE) == pe::IMAGE_DEBUG_TYPE_CODEVIEW).find_map(|row| {
            let start = usize::try_from(row.pointer_to_raw_data.get(LE)).ok()?;
            let record = self.content.get(start..)?;
            let text = record.strip_prefix(b"RSDS").and_then(|rest| rest.get(20..))?;
            let text = &text[..text.len().min(limits::PATH)];
            Some(lossy(text.split(|byte| *byte == 0).next()?))
        })
    }

    /// Whether the header of .NET at an address is that of an assembly for every machine.
    fn is_any_cpu(&self, header: u32, machine: u16) -> bool {
        let Some(header) = self.row::<ImageCor20Header>(header, 0) else { return false };
        let has = |flag: pe::CorFlags| header.flags.get(LE).0 & flag.0 != 0;
        // Such an assembly is written as one for 32-bit x86. That it only prefers to run so is told
        // by both flags.
        let needs_x86 =
            has(pe::COMIMAGE_FLAGS_32BITREQUIRED) && !has(pe::COMIMAGE_FLAGS_32BITPREFERRED);
        machine == Pe::I386 && has(pe::COMIMAGE_FLAGS_ILONLY) && !needs_x86
    }

    /// Whether the load configuration points to CHPE metadata.
    fn is_hybrid(&self, config: u32, wide: bool) -> bool {
        // `CHPEMetadataPointer` is at 200 in the 64-bit structure, which may be shorter.
        let config = self.at(config).unwrap_or_default();
        let size = config.first_chunk::<4>().map_or(0, |size| u32::from_le_bytes(*size));
        wide && size >= 208 && config.get(200..208).is_some_and(|pointer| pointer != [0; 8])
    }
}

fn lossy(name: &[u8]) -> String {
    String::from_utf8_lossy(name).into_owned()
}

/// Whether a DLL is that of an interpreter, by its name. Ex) `python313.dll`, `libpypy3.11-c.dll`
fn is_interpreter(dll: &str) -> bool {
    let name = dll.to_ascii_lowercase();
    name.starts_with("libpypy")
        || name.starts_with("libpython")
        || name.strip_prefix("python").is_some_and(|rest| rest.starts_with(['2', '3', '-']))
}
