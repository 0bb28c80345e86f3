//! Languages that people, places and companies have names in.

use fake::Fake;
use fake::faker::address::raw::CityName;
use fake::faker::company::raw::CompanyName;
use fake::faker::name::raw::{FirstName, LastName};
use fake::locales::{
    AR_SA, CY_GB, DE_DE, EN, FA_IR, FR_FR, IT_IT, JA_JP, NL_NL, PT_BR, PT_PT, TR_TR, ZH_CN, ZH_TW,
};

use crate::seed::Rng;

/// A language, as it is written in a country where that matters; texts other than names are English in all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Locale {
    /// Arabic.
    Ar,
    /// Welsh.
    Cy,
    /// German.
    De,
    /// English.
    #[default]
    En,
    /// Persian.
    Fa,
    /// French.
    Fr,
    /// Italian.
    It,
    /// Japanese.
    Ja,
    /// Dutch.
    Nl,
    /// Portuguese of Brazil.
    PtBr,
    /// Portuguese of Portugal.
    PtPt,
    /// Turkish.
    Tr,
    /// Chinese of the mainland.
    ZhCn,
    /// Chinese of Taiwan.
    ZhTw,
}

/// Makes a piece of data of `fake` in a locale.
macro_rules! in_locale {
    ($locale:expr, $kind:ident, $rng:expr) => {
        match $locale {
            Locale::Ar => $kind(AR_SA).fake_with_rng($rng),
            Locale::Cy => $kind(CY_GB).fake_with_rng($rng),
            Locale::De => $kind(DE_DE).fake_with_rng($rng),
            Locale::En => $kind(EN).fake_with_rng($rng),
            Locale::Fa => $kind(FA_IR).fake_with_rng($rng),
            Locale::Fr => $kind(FR_FR).fake_with_rng($rng),
            Locale::It => $kind(IT_IT).fake_with_rng($rng),
            Locale::Ja => $kind(JA_JP).fake_with_rng($rng),
            Locale::Nl => $kind(NL_NL).fake_with_rng($rng),
            Locale::PtBr => $kind(PT_BR).fake_with_rng($rng),
            Locale::PtPt => $kind(PT_PT).fake_with_rng($rng),
            Locale::Tr => $kind(TR_TR).fake_with_rng($rng),
            Locale::ZhCn => $kind(ZH_CN).fake_with_rng($rng),
            Locale::ZhTw => $kind(ZH_TW).fake_with_rng($rng),
        }
    };
}

impl Locale {
    /// Lists the locales with their names.
    pub const ALL: [(&'static str, Self); 14] = [
        ("ar", Self::Ar),
        ("cy", Self::Cy),
        ("de", Self::De),
        ("en", Self::En),
        ("fa", Self::Fa),
        ("fr", Self::Fr),
        ("it", Self::It),
        ("ja", Self::Ja),
        ("nl", Self::Nl),
        ("pt-br", Self::PtBr),
        ("pt-pt", Self::PtPt),
        ("tr", Self::Tr),
        ("zh-cn", Self::ZhCn),
        ("zh-tw", Self::ZhTw),
    ];

    /// Finds a locale by its name, such as `pt-br`.
    pub fn named(name: &str) -> Option<Self> {
        let mut all = Self::ALL.into_iter();
        all.find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, locale)| locale)
    }

    pub(super) fn first_name(self, rng: &mut Rng) -> &'static str {
        in_locale!(self, FirstName, rng)
    }

    pub(super) fn last_name(self, rng: &mut Rng) -> &'static str {
        in_locale!(self, LastName, rng)
    }

    pub(super) fn company(self, rng: &mut Rng) -> String {
        in_locale!(self, CompanyName, rng)
    }

    pub(super) fn city(self, rng: &mut Rng) -> String {
        in_locale!(self, CityName, rng)
    }

    /// Writes a full name: where the family comes first, and where no space stands between.
    pub(super) fn full_name(self, first: &str, last: &str) -> String {
        match self {
            Self::Ja => format!("{last} {first}"),
            Self::ZhCn | Self::ZhTw => format!("{last}{first}"),
            _ => format!("{first} {last}"),
        }
    }

    /// Tells whether names are written in Latin letters, as addresses are.
    pub(super) fn is_latin(self) -> bool {
        !matches!(self, Self::Ar | Self::Fa | Self::Ja | Self::ZhCn | Self::ZhTw)
    }
}
