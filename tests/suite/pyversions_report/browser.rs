//! Pages and pictures in headless Chromium. What they look like is left in `target/tmp/pyversions`.

use std::{
    fs,
    io::{Read, Write},
    net::{Ipv4Addr, TcpListener, TcpStream},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
};

use relkit::{
    render::report::html,
    report::downloads::{ProjectReport, View, json, page, svg},
};
use serde_json::Value;

use super::{
    sample::{NASTY, full, pythons, report},
    three,
};
use crate::support::chromium::chromium;

/// Writes what is to be shown where people can look at it.
fn kept(name: &str, bytes: &[u8]) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("pyversions");
    fs::create_dir_all(&folder).unwrap();
    let file = folder.join(name);
    fs::write(&file, bytes).unwrap();
    file
}

fn rendered(projects: Vec<ProjectReport>) -> String {
    let pythons = pythons();
    html(&page(&report(&pythons, projects), View::default()).unwrap()).unwrap()
}

/// A text as HTML spells it outside of attributes.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[test]
fn the_page_has_its_rows_and_says_nothing() {
    let page = rendered(vec![full()]);
    let file = kept("full.html", page.as_bytes());
    let dom = chromium().dom(&file);
    assert_eq!(dom.matches("<table class=\"shares\"").count(), 2, "{dom}");
    for row in [
        "<th scope=\"row\">3.13</th><td class=\"n\">26,354,506</td><td class=\"n\">24.72 %</td>",
        "<td class=\"d\">past 2025-10-31</td>",
        "<td class=\"drop\">drop</td>",
        "<code>requires-python = \"&gt;=3.10\"</code>",
        "<title>Downloads by Python: demo</title>",
    ] {
        assert!(dom.contains(row), "{row} is not in {dom}");
    }
    assert_eq!(dom.matches("<svg ").count(), 2);
    assert_eq!(dom.matches("<img").count(), 0);
    for name in &NASTY[..5] {
        assert!(dom.contains(&format!("<th scope=\"row\">{}</th>", escaped(name))), "{name}");
    }
    assert!(dom.contains(r"\u{202e}\u{1b}[31mred"));
    assert_eq!(chromium().console(&file), Vec::<String>::new());
}

#[test]
fn the_page_holds_its_numbers() {
    let pythons = pythons();
    let report = report(&pythons, vec![full()]);
    let file = kept("data.html", rendered(vec![full()]).as_bytes());
    let dom = chromium().dom(&file);
    let (_, rest) = dom.split_once("id=\"relkit-data\">").unwrap();
    let (data, _) = rest.split_once("</script>").unwrap();
    let [data, wanted] =
        [data, &json(&report).unwrap()].map(|text| serde_json::from_str::<Value>(text).unwrap());
    assert_eq!(data, wanted);
}

#[test]
fn the_console_is_heard() {
    let page = "<!doctype html><title>x</title><script>console.error('it hurts')</script>";
    let said = chromium().console(&kept("console.html", page.as_bytes()));
    assert!(said.len() == 1 && said[0].contains("it hurts"), "{said:?}");
}

/// A proxy on loopback that takes every request of the browser and refuses it.
struct Proxy {
    port: u16,
    done: Arc<AtomicBool>,
    requests: thread::JoinHandle<Vec<String>>,
}

impl Proxy {
    fn start() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let done = Arc::new(AtomicBool::new(false));
        let ended = Arc::clone(&done);
        let requests = thread::spawn(move || {
            let mut requests = Vec::new();
            for stream in listener.incoming() {
                if ended.load(Ordering::SeqCst) {
                    break;
                }
                let mut stream = stream.unwrap();
                let mut bytes = [0; 1024];
                let read = stream.read(&mut bytes).unwrap_or(0);
                let text = String::from_utf8_lossy(&bytes[..read]);
                requests.push(text.lines().next().unwrap_or_default().to_owned());
                let answer = b"HTTP/1.1 502 no\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
                let _ = stream.write_all(answer);
            }
            requests
        });
        Self { port, done, requests }
    }

    fn end(self) -> Vec<String> {
        self.done.store(true, Ordering::SeqCst);
        drop(TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).unwrap());
        self.requests.join().unwrap()
    }
}

/// The requests that a page makes.
fn requests(page: &Path) -> Vec<String> {
    let proxy = Proxy::start();
    let server = format!("--proxy-server=http://127.0.0.1:{}", proxy.port);
    chromium().open(page, &[&server, "--proxy-bypass-list=<-loopback>", "--dump-dom"]);
    proxy.end()
}

#[test]
fn the_page_asks_the_network_for_nothing() {
    let mut projects = three();
    projects.push(full());
    let page = rendered(projects);
    assert_eq!(requests(&kept("several.html", page.as_bytes())), Vec::<String>::new());
    let control = page.replace("<main>", "<main><img src=\"http://example.invalid/x.png\">");
    // The page's own policy refuses it, so that even a hole in the escaping fetches nothing.
    assert_eq!(requests(&kept("policy.html", control.as_bytes())), Vec::<String>::new());
    let open = control.replace("Content-Security-Policy", "x");
    let asked = requests(&kept("open.html", open.as_bytes()));
    assert!(asked.iter().any(|line| line.contains("http://example.invalid/x.png")), "{asked:?}");
}

#[cfg(feature = "png")]
mod pixels {
    use std::collections::BTreeMap;

    use relkit::report::downloads::png;
    use resvg::tiny_skia::Pixmap;

    use super::*;

    /// The pixels, and how often each colour is there, the most frequent first.
    fn colours(bytes: &[u8]) -> (Pixmap, Vec<([u8; 3], usize)>) {
        let picture = Pixmap::decode_png(bytes).unwrap();
        let mut counts = BTreeMap::new();
        for pixel in picture.pixels() {
            *counts.entry([pixel.red(), pixel.green(), pixel.blue()]).or_insert(0) += 1;
        }
        let mut counts: Vec<_> = counts.into_iter().collect();
        counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        (picture, counts)
    }

    fn count(colours: &[([u8; 3], usize)], colour: [u8; 3]) -> usize {
        colours.iter().find(|(it, _)| *it == colour).map_or(0, |(_, count)| *count)
    }

    const WHITE: [u8; 3] = [0xff, 0xff, 0xff];
    const NIGHT: [u8; 3] = [0x14, 0x18, 0x1d];
    const BLUE: [u8; 3] = [0x00, 0x72, 0xb2];
    const SKY: [u8; 3] = [0x56, 0xb4, 0xe9];

    #[test]
    fn pages_and_charts_are_light_and_dark() {
        let pythons = pythons();
        let page = kept("look.html", rendered(vec![full()]).as_bytes());
        let chart = kept("look.svg", svg(&report(&pythons, vec![full()])).as_bytes());
        for (file, name, height) in [(&page, "page", 1500), (&chart, "chart", 900)] {
            for (dark, ground, bar) in [(false, WHITE, BLUE), (true, NIGHT, SKY)] {
                let bytes = chromium().picture(file, dark, [900, height]);
                kept(&format!("{name}-{}.png", if dark { "dark" } else { "light" }), &bytes);
                let (picture, colours) = colours(&bytes);
                assert_eq!((picture.width(), picture.height()), (900, height));
                assert_eq!(colours[0].0, ground, "{name}: the ground");
                assert!(count(&colours, bar) > 2000, "{name}: bars {:?}", &colours[..9]);
                assert!(colours.len() > 50, "{name}: letters have smooth edges");
            }
        }
    }

    #[test]
    fn the_png_is_painted() {
        let pythons = pythons();
        let report = report(&pythons, vec![full()]);
        let bytes = png(&report, 2.0).unwrap();
        kept("chart.png", &bytes);
        assert_eq!(bytes, png(&report, 2.0).unwrap());
        let (picture, colours) = colours(&bytes);
        assert_eq!(picture.width(), 1640);
        assert_eq!(colours[0].0, WHITE);
        assert!(count(&colours, BLUE) > 20_000 && colours.len() > 200);
        assert!(picture.pixels().iter().all(|pixel| pixel.alpha() == 255));
        // Letters are there: the title has dark pixels.
        let title = (32..400).flat_map(|x| (25..75).map(move |y| (x, y)));
        let dark = title.filter(|(x, y)| picture.pixel(*x, *y).is_some_and(|it| it.red() < 90));
        assert!(dark.count() > 300);
    }

    #[test]
    fn pictures_are_bounded() {
        let pythons = pythons();
        let many = (0..200).map(|_| three().remove(0)).collect();
        let report = report(&pythons, many);
        assert!(png(&report, 2.0).unwrap().len() > 1000);
        insta::assert_snapshot!(png(&report, 8.0).unwrap_err(), @"the picture would have 6560 x 35200 pixels");
        assert!(png(&report, f32::NAN).is_ok());
    }
}
