//! The command that a message tells the user to run.

use crate::model::{ProjectName, PythonVersion};

/// How pip is called by users of that Python. Ex) `python2 -m pip`, `python3.9 -m pip`
pub fn pip(python: Option<PythonVersion>) -> String {
    match python {
        Some(PythonVersion { major: 2, .. }) => "python2 -m pip".to_owned(),
        Some(python) => format!("python{python} -m pip"),
        None => "python3 -m pip".to_owned(),
    }
}

/// Installs the project, of these versions where there is a clause. Double quotes, because `*` is
/// for the shell otherwise and Windows takes single quotes for text; a name and a clause of PEP 440
/// have nothing that a shell reads inside them.
///
/// Ex) `python2 -m pip install "psutil==6.1.*"`
pub fn command(python: Option<PythonVersion>, name: &ProjectName, version: Option<&str>) -> String {
    let pip = pip(python);
    match version {
        Some(version) => format!("{pip} install \"{name}=={version}\""),
        None => format!("{pip} install {name}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_python_has_its_own() {
        let name: ProjectName = "psutil".parse().unwrap();
        let of =
            |major, minor| command(Some(PythonVersion::new(major, minor)), &name, Some("6.1.*"));
        assert_eq!(of(2, 7), "python2 -m pip install \"psutil==6.1.*\"");
        assert_eq!(of(3, 9), "python3.9 -m pip install \"psutil==6.1.*\"");
        assert_eq!(command(None, &name, None), "python3 -m pip install psutil");
    }
}
