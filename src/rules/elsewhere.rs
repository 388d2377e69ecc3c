//! Libraries that come from elsewhere than the wheel or a plain system: with drivers, or with the
//! packages that the wheel requires.

use super::dependency;
use crate::{dist::Metadata, model::ProjectName};

/// The libraries of graphics drivers and of the manager of ODBC drivers, by their names up to the
/// first `.`: they fit the machine on which they are installed, and no wheel can bring them.
const DRIVERS: [&str; 10] = [
    "libcuda",
    "libnvcuvid",
    "libOpenCL",
    "libvulkan",
    "libEGL",
    "libGLX",
    "libOpenGL",
    "libiodbc",
    "libodbc",
    "libodbcinst",
];

/// What the packages of some projects bring: the project or the first part of its name, and how
/// the names of the libraries begin.
const PACKAGES: [(&str, &[&str]); 13] = [
    ("intel-openmp", &["libiomp5"]),
    ("mkl", &["libmkl"]),
    ("nvidia", NVIDIA),
    ("pyarrow", &["libarrow", "libparquet"]),
    ("pyqt5", &["libQt5"]),
    ("pyqt6", &["libQt6"]),
    ("pyside2", &["libQt5", "libpyside2"]),
    ("pyside6", &["libQt6", "libpyside6"]),
    ("shiboken2", &["libshiboken2"]),
    ("shiboken6", &["libshiboken6"]),
    ("tbb", &["libtbb"]),
    ("tensorflow", &["libtensorflow"]),
    ("torch", &["libtorch", "libc10", "libshm"]),
];

/// Those of the packages `nvidia-*`, each of which brings some.
const NVIDIA: &[&str] = &[
    "libcublas",
    "libcudart",
    "libcudnn",
    "libcufft",
    "libcufile",
    "libcupti",
    "libcurand",
    "libcusolver",
    "libcusparse",
    "libnccl",
    "libnpp",
    "libnvJitLink",
    "libnvToolsExt",
    "libnvfatbin",
    "libnvjpeg",
    "libnvrtc",
    "libnvshmem",
    "libnvvm",
];

/// Whether a library comes with drivers, by its file name. Ex) `libcuda.so.1`, `libodbc.2.dylib`
pub(super) fn is_of_driver(library: &str) -> bool {
    DRIVERS.contains(&stem(library)) || library.starts_with("libnvidia-")
}

/// The projects that a file's metadata requires, in the normalised form.
pub(super) fn required(metadata: &Metadata) -> Vec<String> {
    let name = |text| dependency::parse(text).ok()?.name.parse::<ProjectName>().ok();
    let names = metadata.requires_dist().filter_map(|field| name(&field.value));
    names.map(|name| name.normalized()).collect()
}

/// The required project that is known to bring a library, or has its name.
/// Ex) `pyqt6-qt6` for `libQt6Core.so.6`, `libcudf-cu12` for `libcudf.so`
pub(super) fn bringer<'a>(required: &'a [String], library: &str) -> Option<&'a str> {
    let own = stem(library).to_ascii_lowercase().replace('_', "-");
    let bare = own.strip_prefix("lib").unwrap_or(&own);
    let brings = |project: &str| {
        let of = |start: &str| {
            project.strip_prefix(start).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
        };
        let listed = PACKAGES.iter().filter(|(start, _)| of(start)).flat_map(|(_, names)| *names);
        of(&own) || of(bare) || listed.into_iter().any(|name| library.starts_with(name))
    };
    required.iter().map(String::as_str).find(|project| brings(project))
}

/// A file name up to the first `.`.
fn stem(library: &str) -> &str {
    library.split('.').next().unwrap_or(library)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drivers_are_known_on_every_system() {
        for library in ["libcuda.so.1", "libiodbc.2.dylib", "libnvidia-ml.so.1", "libodbcinst.so.2"]
        {
            assert!(is_of_driver(library), "{library}");
        }
        for library in ["libcudart.so.12", "libpq.so.5", "libodbcx.so"] {
            assert!(!is_of_driver(library), "{library}");
        }
    }

    #[test]
    fn requirements_bring_libraries() {
        let by = |project: &str, library| bringer(&[project.to_owned()], library).is_some();
        for (project, library) in [
            ("pyqt6-qt6", "libQt6Core.so.6"),
            ("pyside6-essentials", "libQt6Widgets.so.6"),
            ("nvidia-cudnn-cu12", "libcudnn.so.9"),
            ("torch", "libc10_cuda.so"),
            ("libcudf-cu12", "libcudf.so"),
            ("openvino", "libopenvino.so.2520"),
        ] {
            assert!(by(project, library), "{project} {library}");
        }
        for (project, library) in
            [("pyqt6", "libQt5Core.so.5"), ("torchvision", "libtorch.so"), ("demo", "libpq.so.5")]
        {
            assert!(!by(project, library), "{project} {library}");
        }
    }
}
