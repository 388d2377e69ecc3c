//! One slice: its header and its load commands.

use object::{
    Endianness, U32,
    macho::{self, LcStr, MachHeader32, MachHeader64},
    read::macho::{LoadCommandData, LoadCommandVariant, MachHeader},
};

use super::{ApplePlatform, Build, Load, MachKind, MachO, arch, symbols::Symbols};
use crate::dist::limits;

/// Reads a thin file.
pub(super) fn read(content: &[u8]) -> Result<MachO, String> {
    match content.first_chunk::<4>() {
        Some([0xfe, 0xed, 0xfa, 0xce] | [0xce, 0xfa, 0xed, 0xfe]) => {
            image::<MachHeader32<Endianness>>(content)
        }
        Some([0xfe, 0xed, 0xfa, 0xcf] | [0xcf, 0xfa, 0xed, 0xfe]) => {
            image::<MachHeader64<Endianness>>(content)
        }
        _ => Err("it does not begin like a Mach-O file".to_owned()),
    }
}

fn image<M: MachHeader<Endian = Endianness>>(content: &[u8]) -> Result<MachO, String> {
    let fail = |error: object::read::Error| error.to_string();
    let header = M::parse(content, 0).map_err(fail)?;
    let endian = header.endian().map_err(fail)?;
    let kind = match header.filetype(endian) {
        macho::MH_BUNDLE => MachKind::Bundle,
        macho::MH_DYLIB => MachKind::Dylib,
        macho::MH_EXECUTE => MachKind::Program,
        other => MachKind::Other(other.0),
    };
    let mut slice = MachO {
        arch: arch(header.cputype(endian).0, header.cpusubtype(endian).0),
        kind,
        ..MachO::default()
    };
    let two_level = header.flags(endian).0 & macho::MH_TWOLEVEL.0 != 0;
    let mut symbols = Symbols::<M>::new(content, endian, two_level);
    let mut commands = header.load_commands(endian, content, 0).map_err(fail)?;
    loop {
        match commands.next() {
            Ok(None) => break,
            Ok(Some(command)) => {
                if slice.kind.is_loaded() {
                    whole(&command, endian, content.len() as u64)?;
                }
                if let Err(error) = take(&command, endian, &mut slice, &mut symbols) {
                    slice.defect.get_or_insert(error.to_string());
                }
            }
            Err(error) => {
                slice.defect.get_or_insert(error.to_string());
                break;
            }
        }
    }
    slice.python = symbols.read(&slice.loads);
    slice.python.say_unread(&mut slice.unread);
    Ok(slice)
}

/// Whether the file holds the segment that a command maps, as dyld asks before it maps any.
fn whole(
    command: &LoadCommandData<'_, Endianness>,
    endian: Endianness,
    size: u64,
) -> Result<(), String> {
    let (name, start, length) = match command.variant() {
        Ok(LoadCommandVariant::Segment32(segment, _)) => (
            &segment.segname,
            segment.fileoff.get(endian).into(),
            segment.filesize.get(endian).into(),
        ),
        Ok(LoadCommandVariant::Segment64(segment, _)) => {
            (&segment.segname, segment.fileoff.get(endian), segment.filesize.get(endian))
        }
        _ => return Ok(()),
    };
    let end = u64::saturating_add(start, length);
    if length == 0 || end <= size {
        return Ok(());
    }
    let name = name.split(|byte| *byte == 0).next().unwrap_or_default();
    let name = lossy(name);
    let name = name.escape_debug();
    Err(format!("segment {name} ends at byte {end}, and there are {size} bytes"))
}

/// Takes what rules ask for from a load command.
fn take<'data, M: MachHeader<Endian = Endianness>>(
    command: &LoadCommandData<'data, Endianness>,
    endian: Endianness,
    slice: &mut MachO,
    symbols: &mut Symbols<'data, M>,
) -> object::read::Result<()> {
    let text = |name: LcStr<Endianness>| command.string(endian, name).map(lossy);
    let version = |number: &U32<Endianness, macho::Version>| number.get(endian).0.into();
    match command.variant()? {
        LoadCommandVariant::Dylib(dylib) => {
            // The order of the loads is what symbols refer to, so that none may be left out before
            // the list is full.
            let flags = command.dylib_use_flags(endian, dylib)?.map_or(0, |flags| flags.0);
            let weak = command.cmd() == macho::LC_LOAD_WEAK_DYLIB
                || flags & macho::DYLIB_USE_WEAK_LINK.0 != 0;
            let reexport = command.cmd() == macho::LC_REEXPORT_DYLIB
                || flags & macho::DYLIB_USE_REEXPORT.0 != 0;
            if slice.loads.len() < limits::LIBRARIES {
                slice.loads.push(Load { path: text(dylib.dylib.name)?, weak, reexport });
            } else if slice.unread.is_empty() {
                let most = limits::LIBRARIES;
                slice.unread.push(format!("the libraries that it loads beyond the first {most}"));
            }
        }
        LoadCommandVariant::IdDylib(dylib) => slice.id = Some(text(dylib.dylib.name)?),
        LoadCommandVariant::Rpath(rpath) if slice.rpaths.len() < limits::LIBRARIES => {
            slice.rpaths.push(text(rpath.path)?);
        }
        LoadCommandVariant::BuildVersion(build, _) if slice.builds.len() < 4 => {
            slice.builds.push(Build {
                platform: build.platform.get(endian).0.into(),
                oldest: version(&build.minos),
                sdk: version(&build.sdk),
            });
        }
        LoadCommandVariant::VersionMin(minimum) if slice.builds.len() < 4 => {
            let platform = match command.cmd() {
                macho::LC_VERSION_MIN_MACOSX => ApplePlatform::Macos,
                // Before LC_BUILD_VERSION the simulator was told by its architecture alone.
                macho::LC_VERSION_MIN_IPHONEOS if slice.arch.starts_with("arm") => {
                    ApplePlatform::Ios
                }
                macho::LC_VERSION_MIN_IPHONEOS => ApplePlatform::IosSimulator,
                macho::LC_VERSION_MIN_TVOS => ApplePlatform::Other(3),
                _ => ApplePlatform::Other(4),
            };
            slice.builds.push(Build {
                platform,
                oldest: version(&minimum.version),
                sdk: version(&minimum.sdk),
            });
        }
        LoadCommandVariant::Symtab(symtab) => symbols.symtab = Some(symtab),
        LoadCommandVariant::DyldInfo(info) => symbols.info = Some(info),
        LoadCommandVariant::LinkeditData(data) => match command.cmd() {
            macho::LC_CODE_SIGNATURE => slice.is_signed = data.datasize.get(endian) > 0,
            macho::LC_DYLD_EXPORTS_TRIE => symbols.trie = Some(data),
            macho::LC_DYLD_CHAINED_FIXUPS => symbols.fixups = Some(data),
            _ => {}
        },
        _ => {}
    }
    Ok(())
}

fn lossy(name: &[u8]) -> String {
    String::from_utf8_lossy(&name[..name.len().min(limits::PATH)]).into_owned()
}
