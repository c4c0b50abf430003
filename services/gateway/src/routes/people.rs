//! People, by post.

use jiff::civil::Date;
use quarterday_domain::{Person, Relation, State};
use quarterday_proto::api::{ComingPerson, PeopleList, PersonView};

use super::items::owner;
use crate::answer;
use crate::call::Call;
use crate::endpoint::{Answered, Endpoint};
use crate::page;

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::read("/api/v1/{council}/people", "people", list)
            .about("The people of a council, by address")
            .query(page::QUERY)
            .gives_json::<PeopleList>(),
    ]
}

fn list(call: &Call) -> Answered {
    let state = call.tenant()?.view.state();
    let after = call.query.text("after");
    let (people, next) = page::of(call, state.people(), after, |person| {
        person.details.email.as_str()
    })?;
    let next = next.map(str::to_owned);
    let today = state.day_of(call.now());
    let people = people.into_iter().map(|person| view(&state, person, today));
    let people = people.collect();
    drop(state);
    answer::json(&PeopleList { people, next })
}

fn view(state: &State, person: &Person, today: Date) -> PersonView {
    let details = &person.details;
    let email = |id| owner(state, id).map(|owner| owner.email);
    let now = |role| person.holder_on(role, today).and_then(email);
    let coming = |role| {
        let (from, id) = person.coming(role, today)?;
        let email = email(id)?;
        Some(ComingPerson { email, from })
    };
    PersonView {
        id: person.id,
        email: details.email.clone(),
        post: details.post.clone(),
        directorate: details.directorate.clone(),
        line_manager_email: now(Relation::LineManager),
        coming_line_manager: coming(Relation::LineManager),
        deputy_email: now(Relation::Deputy),
        coming_deputy: coming(Relation::Deputy),
        roles: state.roles_granted(person.id).into_iter().collect(),
        from: details.from,
        to: details.to,
        changed_at: person.changed_at,
        subject: format!("person.{}", person.id),
    }
}
