//! What the system's numbers of errors say of a connection.
//!
//! The numbers are read and not [`std::io::ErrorKind`], which has no kind for some of them (on Linux
//! ENONET and ENETRESET) and one kind for several others.

/// What a number says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// Nobody listens there
    Refused,
    /// There was a connection, and it is gone
    Closed,
    /// No way leads there, for now
    Unreachable,
    /// A route or a firewall of this system forbids it
    Barred,
    /// A fault or a limit of this system, such as too many open files
    Local,
}

use Class::{Barred, Closed, Refused, Unreachable};

/// Source: `include/uapi/asm-generic/errno-base.h` and `errno.h` of Linux, which all processors but
/// Alpha, MIPS, PA-RISC and SPARC use.
const LINUX: &[(i32, Class)] = &[
    (32, Closed),       // EPIPE
    (64, Unreachable),  // ENONET
    (100, Unreachable), // ENETDOWN
    (101, Unreachable), // ENETUNREACH
    (102, Closed),      // ENETRESET
    (103, Closed),      // ECONNABORTED
    (104, Closed),      // ECONNRESET
    (107, Closed),      // ENOTCONN
    (110, Unreachable), // ETIMEDOUT
    (111, Refused),     // ECONNREFUSED
    (112, Unreachable), // EHOSTDOWN
    (113, Unreachable), // EHOSTUNREACH
];

/// What `connect` says of a prohibited and of a black-hole route, and of a firewall.
///
/// Source: `prohibit` and `blackhole` in ip-route(8), `fib_props` in `net/ipv4/fib_semantics.c`:
/// EPERM, EACCES, EINVAL; and of the second address of a name where the system has no IPv6, which
/// is the one that is told. They mean other things behind the connection.
const LINUX_CONNECT: &[(i32, Class)] = &[
    (1, Barred),
    (13, Barred),
    (22, Barred),
    (97, Unreachable), // EAFNOSUPPORT
    (99, Unreachable), // EADDRNOTAVAIL
];

/// Source: `bsd/sys/errno.h` of macOS; the other BSDs have the same numbers.
const MACOS: &[(i32, Class)] = &[
    (32, Closed),      // EPIPE
    (50, Unreachable), // ENETDOWN
    (51, Unreachable), // ENETUNREACH
    (52, Closed),      // ENETRESET
    (53, Closed),      // ECONNABORTED
    (54, Closed),      // ECONNRESET
    (57, Closed),      // ENOTCONN
    (60, Unreachable), // ETIMEDOUT
    (61, Refused),     // ECONNREFUSED
    (64, Unreachable), // EHOSTDOWN
    (65, Unreachable), // EHOSTUNREACH
];

/// EPERM and EACCES, as the packet filter and the sandbox give them; EINVAL says nothing there.
const MACOS_CONNECT: &[(i32, Class)] = &[
    (1, Barred),
    (13, Barred),
    (47, Unreachable), // EAFNOSUPPORT
    (49, Unreachable), // EADDRNOTAVAIL
];

/// Source: [Windows Sockets error codes](https://learn.microsoft.com/en-us/windows/win32/winsock/windows-sockets-error-codes-2)
/// and, below 10000, [system error codes](https://learn.microsoft.com/en-us/windows/win32/debug/system-error-codes--0-499-).
const WINDOWS: &[(i32, Class)] = &[
    (64, Closed),         // ERROR_NETNAME_DELETED
    (109, Closed),        // ERROR_BROKEN_PIPE
    (10050, Unreachable), // WSAENETDOWN
    (10051, Unreachable), // WSAENETUNREACH
    (10052, Closed),      // WSAENETRESET
    (10053, Closed),      // WSAECONNABORTED
    (10054, Closed),      // WSAECONNRESET
    (10057, Closed),      // WSAENOTCONN
    (10058, Closed),      // WSAESHUTDOWN
    (10060, Unreachable), // WSAETIMEDOUT
    (10061, Refused),     // WSAECONNREFUSED
    (10064, Unreachable), // WSAEHOSTDOWN
    (10065, Unreachable), // WSAEHOSTUNREACH
];

/// WSAEACCES, as the firewall gives it.
const WINDOWS_CONNECT: &[(i32, Class)] = &[
    (10013, Barred),
    (10047, Unreachable), // WSAEAFNOSUPPORT
    (10049, Unreachable), // WSAEADDRNOTAVAIL
];

/// What a number of this system says; `connecting` where there is no connection yet.
pub(super) fn class(number: i32, connecting: bool) -> Class {
    let (always, connect) = if cfg!(windows) {
        (WINDOWS, WINDOWS_CONNECT)
    } else if cfg!(any(target_os = "linux", target_os = "android")) {
        (LINUX, LINUX_CONNECT)
    } else {
        (MACOS, MACOS_CONNECT)
    };
    look(always, if connecting { connect } else { &[] }, number)
}

fn look(always: &[(i32, Class)], connect: &[(i32, Class)], number: i32) -> Class {
    let mut rows = always.iter().chain(connect);
    rows.find(|row| row.0 == number).map_or(Class::Local, |row| row.1)
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;

    #[test]
    fn tables_are_sorted() {
        for table in [LINUX, LINUX_CONNECT, MACOS, MACOS_CONNECT, WINDOWS, WINDOWS_CONNECT] {
            assert!(table.is_sorted_by(|a, b| a.0 < b.0), "{table:?}");
        }
    }

    #[test]
    fn what_means_other_things_later_is_only_read_while_connecting() {
        let with = look(LINUX, LINUX_CONNECT, 22);
        assert_eq!((with, look(LINUX, &[], 22)), (Barred, Class::Local));
        // ENOMEM, ENFILE, EMFILE, ENOBUFS.
        for number in [12, 23, 24, 105] {
            assert_eq!(look(LINUX, LINUX_CONNECT, number), Class::Local, "{number}");
        }
    }

    /// Where the standard library has a kind for a number, it is the same as ours: the tables are
    /// those of the system that runs the test.
    #[test]
    fn the_numbers_are_those_of_this_system() {
        let mut known = 0;
        for number in 1..12000 {
            let class = class(number, false);
            let expected = match io::Error::from_raw_os_error(number).kind() {
                io::ErrorKind::ConnectionRefused => Refused,
                io::ErrorKind::ConnectionReset
                | io::ErrorKind::ConnectionAborted
                | io::ErrorKind::NotConnected
                | io::ErrorKind::BrokenPipe => Closed,
                io::ErrorKind::NetworkUnreachable
                | io::ErrorKind::HostUnreachable
                | io::ErrorKind::NetworkDown => Unreachable,
                _ => continue,
            };
            // ERROR_NO_DATA is of pipes alone.
            if !(cfg!(windows) && number == 232) {
                assert_eq!(class, expected, "{number}");
                known += 1;
            }
        }
        assert!(known >= 8, "{known}");
    }
}
