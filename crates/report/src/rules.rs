//! What each check holds an API to, in a sentence: the rules of reports.

use counterpart_contract::Check;

/// Says what a check demands.
pub(crate) fn rule(check: Check) -> &'static str {
    match check {
        Check::ServerError => "No request is answered with a fault of the server (5xx)",
        Check::NoResponse => "Every request gets a whole HTTP response",
        Check::ResponseStatus => "The status of a response is declared",
        Check::ResponseMediaType => "The media type of a response is declared",
        Check::ResponseHeader => "The headers of a response are there and fit their schemas",
        Check::ResponseBody => "The body of a response can be read and fits its schema",
        Check::ValidRefused => "A request that keeps the contract is not refused",
        Check::InvalidAccepted => "A request that breaks the contract is refused",
        Check::MissingHeaderAccepted => "A request without a required header is refused",
        Check::WrongMediaTypeAccepted => "A body of a media type that is not declared is refused",
        Check::UnsupportedMethod => "A method that is not declared is refused with 405 and `Allow`",
        Check::AuthIgnored => "Credentials are demanded where the document says so",
        Check::ObjectAccess => "One identity does not reach what belongs to another",
        Check::UseAfterDelete => "What was deleted is gone",
        Check::CreatedUnreadable => "What was created can be read",
        Check::EchoDiffers => "What was sent is shown as it was sent",
        Check::WrongRecord => "The record that was asked for is shown",
        Check::IdReused => "No id is given twice",
        Check::UpdateLost => "An update takes, and takes only what was sent",
        Check::ListMembership => "A list has what is there, and not what is gone",
        Check::ListFilter => "A filtered list has what its filter admits",
        Check::ListOrder => "A sorted list is in order",
        Check::ListPage => "Pages keep to their size, and neither repeat nor leave out records",
        Check::ListTotal => "The total of a list is how many there are",
        Check::NotIdempotent => "A request that may be repeated has one effect",
        Check::EffectMissing => "The effects that the document declares are seen",
        Check::ImplausibleValue => "Values are plausible",
        Check::ResponseTime => "Responses come in time",
    }
}
