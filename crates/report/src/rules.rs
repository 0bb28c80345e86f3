//! What each check holds an API to, in a sentence, as `docs/checks` has it: the rules of reports.

use counterpart_contract::Check;

/// Says what a check demands.
pub(crate) fn rule(check: Check) -> &'static str {
    match check {
        Check::ServerError => "No request makes the server fail.",
        Check::NoResponse => "A request is answered, with a whole response.",
        Check::ResponseStatus => "The status of a response is declared.",
        Check::ResponseMediaType => "The media type of a response is declared.",
        Check::ResponseHeader => "The headers of a response are as declared.",
        Check::ResponseBody => "The body of a response fits its schema.",
        Check::ValidRefused => "A request that keeps the contract is taken.",
        Check::InvalidAccepted => "A request that breaks the contract is refused.",
        Check::MissingHeaderAccepted => "A request without a header that must be there is refused.",
        Check::WrongMediaTypeAccepted => "A body of an undeclared media type is refused.",
        Check::UnsupportedMethod => "A method that a path does not declare is refused as such.",
        Check::AuthIgnored => "Where credentials are demanded, nobody gets through without them.",
        Check::ObjectAccess => "What one caller made is not another's.",
        Check::UseAfterDelete => "What was deleted is gone.",
        Check::CreatedUnreadable => "What was created can be read.",
        Check::EchoDiffers => "What was sent is shown.",
        Check::WrongRecord => "The record that was asked for is the one that is shown.",
        Check::IdReused => "An id is given once.",
        Check::UpdateLost => "An update takes, and takes nothing else.",
        Check::ListMembership => "A list has what is there, and nothing that is gone.",
        Check::ListFilter => "A filter admits what it says, and nothing else.",
        Check::ListOrder => "A sorted list is in order.",
        Check::ListPage => "A page has as many items as it may, and each record stands once.",
        Check::ListTotal => "The total is how many there are.",
        Check::NotIdempotent => "What is repeated has no further effect.",
        Check::EffectMissing => "An effect that the document declares is seen.",
        Check::ImplausibleValue => "Values that fit their schemas can be.",
        Check::ResponseTime => "Responses come in time.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rules_are_those_of_the_documentation() {
        let table = include_str!("../../../docs/checks/README.md");
        for check in Check::ALL {
            let name = check.name();
            let row = format!("| [`{name}`]({name}.md) | {} |", rule(check));
            assert!(table.contains(&row), "{row}");
        }
    }
}
