use proptest::prelude::*;

use super::*;

/// A file that is read: this program, where the system is Linux; else the smallest header.
fn own() -> Vec<u8> {
    std::fs::read("/proc/self/exe").unwrap_or_else(|_| header())
}

/// A header without segments and sections.
fn header() -> Vec<u8> {
    let mut header = b"\x7fELF\x02\x01\x01".to_vec();
    header.resize(64, 0);
    header[16] = 3;
    header[18] = 62;
    header[20] = 1;
    header[52] = 64;
    header[54] = 56;
    header[58] = 64;
    header
}

#[test]
fn a_header_alone_is_a_library_that_needs_nothing() {
    let elf = read(&header()).unwrap();
    assert_eq!((elf.machine, elf.is_64, elf.little_endian), (62, true, true));
    assert!(!elf.is_linked() && elf.kind == ElfKind::Library && elf.stack == Stack::Unsaid);
}

#[test]
fn errors_name_the_part() {
    let why = |content: &[u8]| read(content).unwrap_err();
    insta::assert_snapshot!(why(b"\x7fELF\x03"), @"its class is neither 32 nor 64 bits");
    insta::assert_snapshot!(why(b"\x7fELF\x02\x01\x01"), @"Invalid ELF header size or alignment");
}

#[test]
#[cfg(target_os = "linux")]
fn this_program_says_what_it_needs() {
    let elf = read(&own()).unwrap();
    assert_eq!(elf.kind, ElfKind::Program);
    assert!(elf.debug_bytes > 0 && elf.is_linked(), "{:?}", elf.needed);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn no_bytes_panic(content: Vec<u8>, wide: bool) {
        let mut file = vec![0x7f, b'E', b'L', b'F', 1 + u8::from(wide), 1, 1];
        file.extend(content);
        let _ = read(&file);
    }

    /// Headers that are nearly right lead deep into the reader.
    #[test]
    fn no_mutation_panics(
        changes in prop::collection::vec((0_usize..4096, any::<u8>()), 1..20),
        keep in 64_usize..200_000,
    ) {
        use std::sync::OnceLock;
        static OWN: OnceLock<Vec<u8>> = OnceLock::new();
        let own = OWN.get_or_init(|| {
            let mut own = own();
            own.truncate(4 << 20);
            own
        });
        let mut file = own[..own.len().min(keep)].to_vec();
        for (at, byte) in changes {
            if let Some(place) = file.get_mut(at) {
                *place = byte;
            }
        }
        let _ = read(&file);
    }
}
