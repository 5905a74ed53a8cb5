extension APISentence {
    var english: String {
        switch self {
        case .wrongHost: "this node is not called that; nothing was read"
        case .wrongHostRemedy:
            "ask for localhost, 127.0.0.1, [::1] or the console's own address, with its port"
        case .foreignPage: "a page from elsewhere may ask for nothing here"
        case .foreignPageRemedy: "ask from a page of this address, or without Origin"
        case .unknownOperation: "there is no such operation"
        case .lookAtDescription: "see yizhan openapi"
        case .wrongMethod(let allowed): "this operation is asked for by \(allowed)"
        case .wrongContentType: "the body has to be application/json"
        case .lengthRequired: "the length of the body has to be stated (Content-Length)"
        case .tooLarge: "the body is too large; it was not read"
        case .contentNotTaken: "what is asked for by GET has no body"
        case .cutShort: "the body ended before its length; nothing was done"
        case .notAnObject:
            "the body is not one JSON object in UTF-8 that names every member once"
        case .badQuery: "the query is not NAME=VALUE&… in UTF-8 with percent signs"
        case .unknownField(let name, let known):
            "there is no field “\(name)” here; there \(Self.list(known))"
        case .missingField(let name): "the field “\(name)” is missing"
        case .repeatedField(let name): "the field “\(name)” is given more than once"
        case .notAText(let name, let longest):
            "the field “\(name)” has to be a text of 1 to \(longest) characters"
        case .notTexts(let name, let longest, let most):
            "the field “\(name)” has to be a list of up to \(most) texts of 1 to \(longest) characters"
        case .notAFlag(let name): "the field “\(name)” has to be true or false"
        case .logIn: "user/login gives a token; it goes into Authorization: Bearer TOKEN"
        case .busy: "the node is doing too much at once; nothing was begun"
        case .unfinished: "this takes longer than an answer is waited for; the node goes on with it"
        case .unfinishedRemedy:
            "look at resync/history or backup/list for what became of it, before you ask again"
        }
    }

    private static func list(_ known: [String]) -> String {
        known.isEmpty ? "are none" : "are \(known.joined(separator: ", "))"
    }
}
