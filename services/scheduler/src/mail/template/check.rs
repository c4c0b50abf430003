//! Checks of a council's templates, before a mail is written with them.

use std::fmt;
use std::path::Path;

use quarterday_proto::id::CouncilId;

use super::{Error, Files, Matter, Name, Templates, same, sample};
use crate::mail::{Content, Link};

/// A subject that is longer is cut by most programs, in characters.
const SUBJECT_MAX: usize = 150;

/// What a person might type to become part of a page.
const HOSTILE: &str = " <script>alert(1)</script> \"'&amp;\r\nBcc: x@evil.example";

/// Something that is not in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where: the file, with the line if it is known.
    pub at: String,
    /// What is wrong.
    pub says: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.at, self.says)
    }
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        match error {
            Error::Template { at, says } => Self { at, says },
            Error::File { path, source } => Self {
                at: path.display().to_string(),
                says: source.to_string(),
            },
        }
    }
}

/// Checks a folder of templates: for all councils, and for each that has a
/// subfolder. Without a folder, the built-in ones.
pub fn check_folder(folder: Option<&Path>) -> Vec<Fault> {
    let mut councils: Vec<Option<CouncilId>> = vec![None];
    for entry in folder
        .and_then(|folder| folder.read_dir().ok())
        .into_iter()
        .flatten()
    {
        let name = entry.ok().filter(|entry| entry.path().is_dir());
        let name = name.and_then(|entry| entry.file_name().into_string().ok());
        councils.extend(name.and_then(|name| name.parse().ok()).map(Some));
    }
    councils.sort_unstable();
    let mut faults: Vec<Fault> = Vec::new();
    for council in &councils {
        let found = match Files::of(folder, council.as_ref()) {
            Ok(files) => Templates::check(files),
            Err(error) => vec![error.into()],
        };
        // What is wrong for all is told once.
        faults.extend(
            found
                .into_iter()
                .filter(|fault| !faults.contains(fault))
                .collect::<Vec<_>>(),
        );
    }
    faults
}

impl Templates {
    /// Reads a council's files and writes every mail with samples: all that may
    /// be absent there, then gone, then with hostile texts.
    pub fn check(files: Files) -> Vec<Fault> {
        let mut faults: Vec<Fault> = files
            .unused
            .iter()
            .map(|path| Fault {
                at: path.display().to_string(),
                says: "is the name of no template, so nothing uses it".to_owned(),
            })
            .collect();
        let templates = match Self::new(files) {
            Ok(templates) => templates,
            Err(error) => {
                faults.push(error.into());
                return faults;
            }
        };
        for &name in Name::ALL {
            faults.extend(templates.faults_of(name).err());
        }
        faults
    }

    /// The first fault of a mail: what cannot be written at all before what
    /// reads wrongly.
    fn faults_of(&self, name: Name) -> Result<(), Fault> {
        let samples = [(true, ""), (false, ""), (true, HOSTILE)];
        let written = samples.map(|(whole, typed)| {
            let matter = sample::with(name, whole, typed);
            self.write(&matter).map(|content| (matter, content, typed))
        });
        let written: Vec<_> = written.into_iter().collect::<Result<_, _>>()?;
        written
            .iter()
            .try_for_each(|(matter, content, typed)| self.reads(matter, content, typed))
    }

    fn reads(&self, matter: &Matter, content: &Content, typed: &str) -> Result<(), Fault> {
        let [subject, text, html] = matter.name().files();
        let at = |file: &str, says: String| Fault {
            at: self.files().place(file),
            says,
        };
        if typed.is_empty() && content.subject.as_str().chars().count() > SUBJECT_MAX {
            return Err(at(
                &subject,
                format!("is longer than {SUBJECT_MAX} characters"),
            ));
        }
        if content.html.to_ascii_lowercase().contains("<script") {
            let says = "lets through what people type as HTML, or has a script";
            return Err(at(&html, says.to_owned()));
        }
        if let Some(says) = missing(matter, content) {
            return Err(at(&text, says));
        }
        match same::difference(&content.text, &content.html) {
            Some(says) => Err(at(&html, says)),
            None => Ok(()),
        }
    }
}

/// What a mail must have and has not: at its beginning what is asked by when,
/// and the link that does it.
fn missing(matter: &Matter, content: &Content) -> Option<String> {
    let first = content.text.lines().next().unwrap_or_default();
    let (by, link) = asked(matter);
    if let Matter::Digest(digest)
    | Matter::EscalatedToManager(digest)
    | Matter::EscalatedToTeam(digest) = matter
        && !first.contains(digest.asks.as_str())
    {
        return Some(format!(
            "the first line does not say what is asked and by when ({})",
            digest.asks
        ));
    }
    if let Some(by) = by {
        let spoken = by.strftime("%-d %B").to_string();
        if !first.contains(&spoken) {
            return Some(format!("the first line does not say by when ({spoken})"));
        }
    }
    let link = link?.to_string();
    if !content.text.split_whitespace().any(|word| word == link) {
        return Some("the link that does it is missing".to_owned());
    }
    None
}

fn asked(matter: &Matter) -> (Option<jiff::civil::Date>, Option<&Link>) {
    match matter {
        Matter::SignOffRequested(sign_off)
        | Matter::SignOffVoided(sign_off)
        | Matter::ReportReturned(sign_off) => (sign_off.by, Some(&sign_off.link)),
        Matter::Digest(digest)
        | Matter::EscalatedToManager(digest)
        | Matter::EscalatedToTeam(digest) => (None, digest.link.as_ref()),
        Matter::ReportPublished(published) => (None, Some(&published.link)),
        Matter::SignIn(sign_in) => (None, Some(&sign_in.link)),
        Matter::Trial(_) => (None, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(changes: &[(&str, &str)]) -> Vec<String> {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in changes {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        let faults = check_folder(Some(folder.path()));
        faults.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn the_built_in_templates_are_in_order() {
        assert_eq!(Templates::check(Files::built_in()), []);
    }

    #[test]
    fn each_fault_of_a_changed_template_is_named() {
        let check = |name: &str, text: &str, expected: &str| {
            let faults = faults(&[(name, text)]);
            assert_eq!(faults.len(), 1, "{faults:?}");
            assert!(
                faults[0].contains(expected) && faults[0].contains(name),
                "{faults:?}"
            );
        };
        check("test.txt", "{{ counsil }}", "line 1");
        check("test.txt", "\n{% if %}", "line 2");
        check("test.subject.txt", " \n ", "empty subject");
        check("test.subject.txt", &"x".repeat(151), "longer than 150");
        check("test.html", "<p>Something else</p>", "the HTML");
        check("rochdale/test.html", "<p>Something else</p>", "the HTML");
        check(
            "sign-off-requested.txt",
            "Please sign.\n{{ link }}",
            "by when (21 October)",
        );
        check(
            "sign-off-requested.txt",
            "Please sign{% if by %} by {{ by|day }}{% endif %}.",
            "the link that does it",
        );
        check(
            "digest.txt",
            "Please answer.\n{{ link }}",
            "what is asked and by when (3 answers wanted by 15 October 2021, 1 item",
        );
        check(
            "sign-off-voided.txt",
            "{{ by|day }} {{ link }} {{ reason }}",
            "put it in {% if %}",
        );
        check("answers-due.txt", "x", "no template");
        check("_parts/food.txt", "x", "no template");
        check(
            "test.txt",
            "{% for n in range(9) %}{{ n }}{% endfor %}",
            "range",
        );
        let own = "{{ asks }} {{ link }} {{ contact|safe }}";
        let html = "<p>{{ asks }} <a href='{{ link }}'></a> {{ contact|safe }}</p>";
        let faults = faults(&[("digest.txt", own), ("digest.html", html)]);
        assert_eq!(faults.len(), 1, "{faults:?}");
    }

    #[test]
    fn what_is_overdue_and_who_cannot_sign_are_told_so() {
        let templates = Templates::new(Files::built_in()).unwrap();
        let check = |name: Name, overdue: bool, signatory: bool, subject: &str, body: &str| {
            let mut matter = sample::sample(name, true);
            let (Matter::SignOffRequested(asked) | Matter::SignOffVoided(asked)) = &mut matter
            else {
                panic!("{name} is of a sign-off")
            };
            asked.overdue = overdue;
            if signatory {
                asked.signatory = Some("Head of Audit".into());
                asked.why = Some("Head of Audit is away until 26 October 2021".into());
            }
            let content = templates.write(&matter).unwrap();
            let found = content.subject.to_string();
            assert!(found.ends_with(subject), "{found}");
            for text in [&content.text, &content.html] {
                let text = text.to_string();
                assert!(text.contains(body), "{text}");
                let says_why = text.contains("Head of Audit is away until 26 October 2021.");
                assert_eq!(says_why, signatory, "{text}");
            }
        };
        let (asked, again) = (Name::SignOffRequested, Name::SignOffVoided);
        let (by, since) = (
            ", by Thursday 21 October 2021",
            " (overdue since Thursday 21 October 2021)",
        );
        check(
            asked,
            false,
            false,
            "sign-off by Finance wanted by 21 October",
            by,
        );
        check(
            asked,
            true,
            false,
            "sign-off by Finance wanted, overdue since 21 October",
            since,
        );
        let see_to = "please see to the sign-off by Finance by 21 October";
        check(asked, false, true, see_to, by);
        check(again, false, true, see_to, by);
        check(
            again,
            true,
            false,
            "please sign again for Finance, overdue since 21 October",
            since,
        );
    }

    #[test]
    fn who_returned_a_report_is_told_that_it_was_changed_since() {
        let templates = Templates::new(Files::built_in()).unwrap();
        let mut matter = sample::sample(Name::SignOffRequested, true);
        let Matter::SignOffRequested(asked) = &mut matter else {
            panic!("the sample is of a sign-off")
        };
        asked.returned = Some("The costs are not given".into());
        asked.who = Some("Director of Finance".into());
        asked.reason = Some("Changed since: Finance".into());
        let content = templates.write(&matter).unwrap();
        let subject = content.subject.to_string();
        assert!(
            subject.ends_with("sign-off by Finance wanted again by 21 October"),
            "{subject}"
        );
        for said in [
            "2021: it was changed after it was returned.",
            "Returned by Director of Finance: The costs are not given.",
            "Changed since: Finance.",
        ] {
            let text = content.text.to_string();
            assert!(text.contains(said), "{text}");
        }
    }

    #[test]
    fn only_links_that_act_are_said_to_be_for_one_alone() {
        let templates = Templates::new(Files::built_in()).unwrap();
        let names = [
            Name::Digest,
            Name::EscalatedToManager,
            Name::EscalatedToTeam,
        ];
        for (name, personal) in names.into_iter().flat_map(|it| [(it, true), (it, false)]) {
            let mut matter = sample::sample(name, true);
            let (Matter::Digest(digest)
            | Matter::EscalatedToManager(digest)
            | Matter::EscalatedToTeam(digest)) = &mut matter
            else {
                panic!("{name} is a digest")
            };
            digest.personal = personal;
            let content = templates.write(&matter).unwrap();
            for text in [content.text.to_string(), content.html.to_string()] {
                assert_eq!(text.contains("for you alone"), personal, "{text}");
                assert_eq!(text.contains("ask you to sign in"), !personal, "{text}");
            }
        }
    }

    #[test]
    fn a_council_goes_before_all_and_all_before_what_is_built_in() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(folder.path().join("rochdale")).unwrap();
        std::fs::write(folder.path().join("test.subject.txt"), "All").unwrap();
        std::fs::write(folder.path().join("rochdale/test.subject.txt"), "Own").unwrap();
        let subject = |council: &str| {
            let council = council.parse().unwrap();
            let files = Files::of(Some(folder.path()), Some(&council)).unwrap();
            let templates = Templates::new(files).unwrap();
            let content = templates.write(&sample::sample(Name::Trial, true)).unwrap();
            (
                content.subject.to_string(),
                templates.version(Name::Trial),
                templates.version(Name::Digest),
            )
        };
        let (own, all) = (subject("rochdale"), subject("derby"));
        assert_eq!((own.0.as_str(), all.0.as_str()), ("Own", "All"));
        assert_ne!(own.1, all.1, "other words are another version");
        assert_eq!(own.2, all.2, "of that mail alone");
    }
}
