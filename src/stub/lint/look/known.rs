//! What the standard library says of the Python and the system that a file runs on.

use super::{Doubt, Follower, Value};

impl<'t> Follower<'t> {
    /// The value behind a full name, where it is more than a name.
    pub(super) fn known(&self, path: &str) -> Option<Value<'t>> {
        let (major, minor) = (i64::from(self.python.major), i64::from(self.python.minor));
        Some(match path {
            "sys.version_info" => Value::List(vec![
                Value::Int(major),
                Value::Int(minor),
                Value::Int(MICRO),
                Value::text("final"),
                Value::Int(0),
            ]),
            "sys.version_info.major" | "six.PY" => Value::Int(major),
            "sys.version_info.minor" => Value::Int(minor),
            "sys.version_info.micro" => Value::Int(MICRO),
            "sys.version_info.releaselevel" => Value::text("final"),
            "sys.hexversion" => Value::Int((major << 24) | (minor << 16) | (MICRO << 8) | 0xf0),
            "sys.version" => Value::text(format!("{major}.{minor}.{MICRO} ({})", super::HOLE)),
            "six.PY2" => Value::Bool(major == 2),
            "six.PY3" => Value::Bool(major == 3),
            "sys.argv" => Value::List(vec![Value::text("setup.py"), Value::text(self.command)]),
            "sys.platform" | "os.name" | "sys.maxsize" | "sys.implementation.name" | "os.sep" => {
                Value::Unknown(Doubt::PLATFORM)
            }
            // What a user of an installer has not set.
            "os.environ" => Value::Dict(Vec::new()),
            "builtins.True" => Value::Bool(true),
            "typing.TYPE_CHECKING" | "builtins.False" => Value::Bool(false),
            "builtins.__file__" => Value::text(super::HOLE),
            _ => return None,
        })
    }

    /// What a function of the standard library that asks for the system answers.
    pub(super) fn asked(&self, path: &str) -> Option<Value<'t>> {
        let number = |number: u8| Value::text(number.to_string());
        let (major, minor) = (self.python.major, self.python.minor);
        Some(match path {
            "platform.python_version" => Value::text(format!("{major}.{minor}.{MICRO}")),
            "platform.python_version_tuple" => {
                Value::List(vec![number(major), number(minor), Value::text(MICRO.to_string())])
            }
            "distutils.sysconfig.get_python_version" | "sysconfig.get_python_version" => {
                Value::text(format!("{major}.{minor}"))
            }
            "platform.system"
            | "platform.machine"
            | "platform.platform"
            | "platform.architecture"
            | "platform.python_implementation"
            | "platform.release"
            | "platform.uname"
            | "platform.processor"
            | "platform.mac_ver"
            | "platform.win32_ver"
            | "os.uname"
            | "struct.calcsize"
            | "sysconfig.get_platform"
            | "distutils.util.get_platform"
            | "sys.getwindowsversion" => Value::Unknown(Doubt::PLATFORM),
            _ => return None,
        })
    }
}

/// The newest patch release that may be: a guard against older ones is none against the version.
const MICRO: i64 = 99;
