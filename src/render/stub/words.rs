//! What a refusal says, to whom.

use serde::Serialize;

use super::{render, template};
use crate::{
    model::PythonVersion,
    render::RenderError,
    stub::{Kind, Message, Refusal, TextError, command},
};

/// What users read.
#[derive(Debug, Clone)]
pub struct Says {
    /// Each refused Python with its message
    pub cases: Vec<(PythonVersion, Message)>,
    /// What users of all others read, as far as they are refused
    pub otherwise: Message,
}

impl Says {
    /// The message that most readers want.
    pub fn first(&self) -> &Message {
        self.cases.first().map_or(&self.otherwise, |(_, message)| message)
    }

    /// Whether a file that holds them has to say its encoding.
    pub fn needs_coding(&self) -> bool {
        let cases = self.cases.iter().map(|(_, message)| message);
        cases.chain([&self.otherwise]).any(Message::needs_coding)
    }
}

/// Why there is no message.
#[derive(Debug, thiserror::Error)]
pub enum SayError {
    /// A defect of relkit
    #[error(transparent)]
    Render(#[from] RenderError),
    /// Names or the like make a text that is no message
    #[error("the message cannot be shown")]
    Text(#[from] TextError),
}

/// The parts of every message.
#[derive(Debug, Serialize)]
struct Words<'a> {
    /// The project
    name: &'a str,
    /// The release that refuses
    version: String,
    /// The first release that refuses
    since: String,
    /// Where users read more
    url: Option<String>,
    /// The release they are told to take. Ex) `6.1.X`
    last_shown: Option<String>,
    /// What they are told to run
    command: String,
    /// The Python of this case. Ex) `2.7`; empty for others
    python: String,
    /// The system that is refused; empty for others
    platform: String,
    /// The project's new name; empty for others
    to: String,
    /// The installer that is needed; empty for others
    needs: String,
    /// The Pythons that are told what to do; empty for others
    audience: String,
}

/// The messages of a refusal; `own` takes the place of what relkit would say to those it is for.
///
/// Users of other Pythons, who have no file that fits, are told so by relkit in any case.
pub fn says(refusal: &Refusal, own: Option<&Message>) -> Result<Says, SayError> {
    let words = |python: Option<PythonVersion>| words(refusal, python);
    let said = |template, python| -> Result<Message, SayError> {
        match own {
            Some(own) => Ok(own.clone()),
            None => Ok(Message::folded(&render(template, &words(python))?)?),
        }
    };
    let whole = match &refusal.kind {
        Kind::Dropped(pythons) => {
            let case = |python: &PythonVersion| -> Result<_, SayError> {
                Ok((*python, said(template!("message/dropped.txt"), Some(*python))?))
            };
            let notice = render(template!("message/notice.txt"), &words(None))?;
            return Ok(Says {
                cases: pythons.iter().map(case).collect::<Result<_, _>>()?,
                otherwise: Message::folded(&notice)?,
            });
        }
        Kind::Platform(_) => said(template!("message/platform.txt"), None)?,
        Kind::Renamed(_) => said(template!("message/renamed.txt"), None)?,
        Kind::Withdrawn => said(template!("message/withdrawn.txt"), None)?,
        Kind::Installer(_) => said(template!("message/installer.txt"), None)?,
    };
    Ok(Says { cases: Vec::new(), otherwise: whole })
}

fn words(refusal: &Refusal, python: Option<PythonVersion>) -> Words<'_> {
    let last = refusal.last.as_ref();
    let of = |name, last: Option<&str>| command(python, name, last);
    let mut words = Words {
        name: refusal.name.as_str(),
        version: refusal.version.to_string(),
        since: refusal.since.to_string(),
        url: refusal.url.as_ref().map(ToString::to_string),
        last_shown: last.map(crate::stub::VersionPattern::shown),
        command: of(&refusal.name, last.map(ToString::to_string).as_deref()),
        python: python.map(|python| python.to_string()).unwrap_or_default(),
        platform: String::new(),
        to: String::new(),
        needs: String::new(),
        audience: String::new(),
    };
    match &refusal.kind {
        Kind::Dropped(pythons) => words.audience = list(pythons),
        Kind::Platform(system) => words.platform.clone_from(&system.name),
        Kind::Renamed(new) => {
            words.to = new.to_string();
            words.command = of(new, None);
        }
        Kind::Withdrawn => {}
        Kind::Installer(pip) => {
            words.needs = format!("pip {pip} or newer");
            words.command = format!("{} install --upgrade pip", crate::stub::command::pip(None));
        }
    }
    words
}

/// Ex) `Python 2.7, 3.6 and 3.7`
fn list(pythons: &[PythonVersion]) -> String {
    let names: Vec<String> = pythons.iter().map(ToString::to_string).collect();
    match &names[..] {
        [] => "Python".to_owned(),
        [one] => format!("Python {one}"),
        [first @ .., last] => format!("Python {} and {last}", first.join(", ")),
    }
}
