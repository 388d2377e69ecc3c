//! Each number that Linux gives for a connection: calls of the system fail on demand, or the system
//! fails in truth in a network of its own, and the program says what happened.

use std::{
    io::{BufRead, BufReader},
    process::{Command, Stdio},
    thread,
    time::Duration,
};

use relkit::net::{Cause, Client, Connection, Settings};

use crate::support::{
    faults::{injected, isolated},
    python::base_python,
    relkit::Ran,
    server::{Answer, Server, answer},
};

/// An address of [RFC 5737](https://www.rfc-editor.org/rfc/rfc5737), which nobody has.
const NOWHERE: &str = "http://192.0.2.1/";
/// An address at which nothing is looked up.
const NUMBER: &str = "http://127.0.0.1:1/";

/// Checks all rows at once: they pause between tries for most of their time.
fn together<T: Send>(rows: impl IntoIterator<Item = T>, check: impl Fn(T) + Sync) {
    thread::scope(|scope| {
        for row in rows {
            scope.spawn(|| check(row));
        }
    });
}

/// Fills the queue of a socket that accepts nobody, says its port, and ends with its input.
const FULL: &str = "
import socket, sys
server = socket.socket()
server.bind(('127.0.0.1', 0))
server.listen(0)
waiting = [socket.socket() for _ in range(4)]
for one in waiting:
    one.setblocking(False)
    one.connect_ex(server.getsockname())
print(server.getsockname()[1], flush=True)
sys.stdin.read()
";

/// The program's one line on standard error, without the address.
fn said(ran: &Ran) -> &str {
    assert_eq!((ran.status, ran.out.as_str()), (Some(2), ""), "{ran:?}");
    let line = ran.err.lines().next().unwrap();
    line.split_once("/demo/`: ").unwrap_or_else(|| panic!("{ran:?}")).1
}

const CLOSED: &str = "the connection is closed before the answer is complete (3 tries)";
const NO_WAY: &str = "the network does not lead there: ";
/// Between the parts of an answer, and between tries.
const PAUSE: Duration = Duration::from_millis(20);
const BARRED: &str = "this system lets nothing through to it: ";

#[test]
fn numbers_of_connect() {
    let rows = [
        (1, format!("{BARRED}Operation not permitted (os error 1)")),
        (13, format!("{BARRED}Permission denied (os error 13)")),
        (22, format!("{BARRED}Invalid argument (os error 22)")),
        (32, CLOSED.to_owned()),
        (64, format!("{NO_WAY}Machine is not on the network (os error 64) (3 tries)")),
        (97, format!("{NO_WAY}Address family not supported by protocol (os error 97) (3 tries)")),
        (99, format!("{NO_WAY}Cannot assign requested address (os error 99) (3 tries)")),
        (100, format!("{NO_WAY}Network is down (os error 100) (3 tries)")),
        (101, format!("{NO_WAY}Network is unreachable (os error 101) (3 tries)")),
        (102, CLOSED.to_owned()),
        (103, CLOSED.to_owned()),
        (104, CLOSED.to_owned()),
        (107, CLOSED.to_owned()),
        (110, format!("{NO_WAY}Connection timed out (os error 110) (3 tries)")),
        (111, "the connection is refused (3 tries)".to_owned()),
        (112, format!("{NO_WAY}Host is down (os error 112) (3 tries)")),
        (113, format!("{NO_WAY}No route to host (os error 113) (3 tries)")),
    ];
    together(rows, |(number, expected)| {
        let ran = injected(&format!("connect {number}"), NUMBER);
        assert!(ran.err.starts_with("error: cannot reach `"), "{number}: {ran:?}");
        assert_eq!(said(&ran), expected, "{number}");
    });
}

/// Numbers that come when there is a connection: at once, and in the middle of the answer.
#[test]
fn numbers_of_transfers() {
    // Each try takes one connection; the body is held back, so that it is read by a call of its own.
    let head = || Answer::Drip(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n1".to_vec(), PAUSE, 9);
    let rows = [
        ("recv 104", CLOSED),
        ("recv 102", CLOSED),
        ("recv 103", CLOSED),
        ("recv 107", CLOSED),
        ("recv 104 2", CLOSED),
        ("recv 100 2", &format!("{NO_WAY}Network is down (os error 100) (3 tries)")),
        ("recv 110 2", &format!("{NO_WAY}Connection timed out (os error 110) (3 tries)")),
        ("send 32", CLOSED),
        ("send 104", CLOSED),
        ("send 113", &format!("{NO_WAY}No route to host (os error 113) (3 tries)")),
    ];
    together(rows, |(fault, expected)| {
        let server = Server::new([head(), head(), head()]);
        assert_eq!(said(&injected(fault, &server.url())), expected, "{fault}");
    });
}

/// What fails in this system is no fault of the network, and will fail again.
#[test]
fn limits_of_the_system_are_no_connection_errors() {
    for (fault, why) in [
        ("socket 24", "Too many open files (os error 24)"),
        ("socket 23", "Too many open files in system (os error 23)"),
        ("socket 105", "No buffer space available (os error 105)"),
        ("connect 24", "Too many open files (os error 24)"),
    ] {
        let ran = injected(fault, NUMBER);
        assert!(ran.err.starts_with("error: cannot ask `"), "{fault}: {ran:?}");
        assert_eq!(said(&ran), why, "{fault}");
        assert!(ran.err.contains("hint: the fault is this system's"), "{ran:?}");
    }
    // Behind the connection these numbers are no word of a route.
    let server = Server::new([answer(200, &[], b"")]);
    let ran = injected("recv 13", &server.url());
    assert!(ran.err.starts_with("error: cannot ask `"), "{ran:?}");
}

#[test]
fn names_without_an_address() {
    let url = "http://index.example.invalid/";
    let missing = "the name `index.example.invalid` has no address";
    let unknown = "no address is found for the name `index.example.invalid`: ";
    let rows = [
        ("getaddrinfo -2", missing.to_owned()),
        ("getaddrinfo -5", missing.to_owned()),
        ("getaddrinfo -3", format!("{unknown}Temporary failure in name resolution (3 tries)")),
        (
            "getaddrinfo -4",
            format!("{unknown}Non-recoverable failure in name resolution (3 tries)"),
        ),
        (
            "getaddrinfo -11 101",
            format!("{unknown}Network is unreachable (os error 101) (3 tries)"),
        ),
        ("getaddrinfo -11 24", "Too many open files (os error 24)".to_owned()),
    ];
    together(rows, |(fault, expected)| {
        assert_eq!(said(&injected(fault, url)), expected, "{fault}");
    });
}

/// A network of its own in which `setup` holds, else the same number by injection: the first is the
/// system's own word, and what is said must be the same.
#[expect(clippy::print_stdout, reason = "a test says what it could not do")]
fn in_network(setup: &str, index: &str, instead: &str) -> Ran {
    isolated(setup, index).unwrap_or_else(|reason| {
        println!("{reason}: `{instead}` is injected instead");
        injected(instead, index)
    })
}

#[test]
fn networks_without_a_way() {
    let route = |kind: &str| format!("ip link set lo up && ip route add {kind} 192.0.2.0/24 && ");
    let rows = [
        (
            String::new(),
            "http://127.0.0.1/",
            101,
            "Network is unreachable (os error 101) (3 tries)",
        ),
        (
            "ip link set lo up && ".to_owned(),
            NOWHERE,
            101,
            "Network is unreachable (os error 101) (3 tries)",
        ),
        (
            "ip link set lo up && echo 1 > /proc/sys/net/ipv6/conf/all/disable_ipv6 && ".to_owned(),
            "http://[::1]:1/",
            99,
            "Cannot assign requested address (os error 99) (3 tries)",
        ),
        (route("unreachable"), NOWHERE, 113, "No route to host (os error 113) (3 tries)"),
        (route("prohibit"), NOWHERE, 13, "Permission denied (os error 13)"),
        (route("blackhole"), NOWHERE, 22, "Invalid argument (os error 22)"),
    ];
    together(rows, |(setup, index, number, why)| {
        let ran = in_network(&setup, index, &format!("connect {number}"));
        let verdict = if why.ends_with("tries)") { NO_WAY } else { BARRED };
        assert_eq!(said(&ran), format!("{verdict}{why}"), "{setup}");
    });
}

#[test]
fn a_name_that_nobody_can_be_asked_for() {
    let ran = in_network("", "http://index.example.invalid/", "getaddrinfo -3");
    let expected = "no address is found for the name `index.example.invalid`: \
                    Temporary failure in name resolution (3 tries)";
    assert_eq!(said(&ran), expected);
}

#[test]
fn nobody_takes_the_connection() {
    let mut python = Command::new(base_python().0)
        .args(["-c", FULL])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut port = String::new();
    BufReader::new(python.stdout.take().unwrap()).read_line(&mut port).unwrap();
    let connect = Duration::from_millis(300);
    let client = Client::new(Settings { connect, pause: PAUSE, ..Settings::default() });
    let url = format!("http://127.0.0.1:{}/", port.trim()).parse().unwrap();
    let error = client.get(&url, "*/*").unwrap_err();
    drop(python.stdin.take());
    python.wait().unwrap();
    assert_eq!(error.cause, Cause::Connection(Connection::TimedOut(connect)), "{error:?}");
    assert_eq!((error.tries, error.is_permanent()), (3, false));
}
