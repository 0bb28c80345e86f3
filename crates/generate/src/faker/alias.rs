//! Kinds of data by the names that faker.js gives them, in its old releases and its new ones.

/// Finds the kind that a name of faker.js means.
pub(crate) fn alias(name: &str) -> Option<&'static str> {
    Some(match name {
        "name.findName" | "name.fullName" | "person.fullName" => "name.full",
        "name.firstName" | "person.firstName" => "name.first",
        "name.lastName" | "person.lastName" => "name.last",
        "internet.exampleEmail" => "internet.email",
        "internet.userName" | "internet.displayName" => "internet.username",
        "internet.ipv4" => "internet.ip",
        "internet.avatar" | "image.avatar" | "image.imageUrl" | "image.url" => "internet.image",
        "phone.phoneNumber" => "phone.number",
        "company.companyName" => "company.name",
        "location.city" => "address.city",
        "location.country" => "address.country",
        "lorem.paragraph" | "lorem.paragraphs" | "lorem.sentence" | "lorem.sentences"
        | "lorem.text" => "text.message",
        "lorem.lines" | "commerce.productName" => "text.title",
        "commerce.productDescription" => "text.note",
        "lorem.word" | "lorem.words" | "random.word" | "random.words" | "word.noun" => "text.word",
        "lorem.slug" => "id.slug",
        "random.hexaDecimal" | "datatype.hexadecimal" | "string.hexadecimal" => "token.hex",
        "internet.password" | "random.alphaNumeric" | "string.alphanumeric" | "string.nanoid" => {
            "token.short"
        }
        "datatype.uuid" | "random.uuid" | "string.uuid" => "id.uuid",
        "random.number" | "datatype.number" | "number.int" => "number.integer",
        "date.recent" => "date.past",
        _ => return None,
    })
}
