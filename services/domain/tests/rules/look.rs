//! The name, colour and logo of a council's pages.

use quarterday_proto::command::{Command, SetLook};

use crate::harness::*;

/// A PNG's first bytes, 120 by 40 pixels, in base64.
const PNG: &str = "iVBORw0KGgoAAAANSUhEUgAAAHgAAAAoCAYAAA==";

fn look(name: Option<&str>, colour: Option<&str>, logo: Option<&str>) -> Command {
    Command::SetLook(SetLook {
        name: name.map(str::to_owned),
        colour: colour.map(str::to_owned),
        logo: logo.map(str::to_owned),
    })
}

#[test]
fn what_is_left_out_stays_and_what_is_empty_goes() {
    let council = given([establish()]);
    council.when(look(None, None, None)).then(&[]);
    council.when(look(None, Some(""), Some(""))).then(&[]);
    let set = council.when(look(None, Some("#00563F"), Some(PNG)));
    let set = set.then(&["council.look_set"]);
    let known = |given: &Given| given.state.council().unwrap().look.clone().unwrap();
    let first = known(&set);
    assert_eq!(first.colour.as_deref(), Some("#00563f"));
    let logo = first.logo.as_ref().unwrap();
    assert_eq!((logo.width, logo.height), (120, 40));
    set.when(look(None, Some("#00563f"), None)).then(&[]);
    let named = set.when(look(Some("Other"), None, None));
    let named = named.then(&["council.look_set"]);
    assert_eq!(named.state.council().unwrap().name, "Other");
    assert_eq!(known(&named).logo, first.logo);
    let plain = named.and(look(None, Some(""), Some("")));
    assert_eq!((known(&plain).colour, known(&plain).logo), (None, None));
    assert_ne!(known(&plain).digest, first.digest);
}

#[test]
fn what_cannot_be_read_or_shown_is_refused() {
    let council = given([establish()]);
    let colour = |text: &str| council.when(look(None, Some(text), None));
    colour("#767676").then(&["council.look_set"]);
    let outcome = colour("#777777");
    outcome.refused("QD0156");
    colour("green").refused("QD0156");
    colour("#00563f; color: red").refused("QD0156");
    let logo = |text: &str| council.when(look(None, None, Some(text)));
    logo("no base64").refused("QD0157");
    logo("PHN2Zy8+").refused("QD0157");
    logo(&"A".repeat(100_000)).refused("QD0157");
    // 1,201 pixels across.
    logo("iVBORw0KGgoAAAANSUhEUgAABLEAAAAoCAYAAA==").refused("QD0157");
    council.when(look(Some(" "), None, None)).refused("QD0023");
    let long = "x".repeat(101);
    council
        .when(look(Some(&long), None, None))
        .refused("QD0023");
}
