"""Reads the description of the local API (`yizhan openapi`) and asks a node for everything in it, well and badly,
with nothing of ours. Says what came of each operation as JSON; exits 1 at the first answer that is not as described.
check_api.py DESCRIPTION HOST:PORT LOGIN PASSWORD"""
import http.client, json, sys, urllib.parse
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

description, (address, login, password) = json.load(open(sys.argv[1], encoding="utf-8")), sys.argv[2:5]
validate(description)
operations = {operation["operationId"]: (method.upper(), path, operation)
              for path, methods in description["paths"].items() for method, operation in methods.items()}
token, statuses, asked = None, {}, 0

def need(claim, *words):
    if not claim: raise SystemExit(" ".join(map(str, words)))
def fits(schema, value):
    return Draft202012Validator({**schema, "components": description["components"]}).is_valid(value)
def content(response): return response["content"]["application/json"]

def ask(name, query=(), body=None, raw=None, fields={}, known=True):
    """The answer, after it was found to be one that is described."""
    global asked
    asked += 1
    method, path, operation = operations[name]
    head = dict(fields)
    if known and token and operation.get("security") != []: head.setdefault("Authorization", "Bearer " + token)
    if method == "POST":
        head.setdefault("Content-Type", "application/json")
        raw = json.dumps(body).encode() if raw is None else raw
    line = http.client.HTTPConnection(address, timeout=60)
    line.request(method, path + ("?" + urllib.parse.urlencode(query, doseq=True) if query else ""), raw, head)
    answer = line.getresponse()
    text, status, exit = answer.read(), answer.status, answer.getheader("Yizhan-Exit")
    line.close()
    described = operation["responses"].get(str(status), operation["responses"]["default"])
    need(answer.getheader("Content-Type") == "application/json", name, status, "is no JSON", text)
    document = json.loads(text)
    need(fits(content(described)["schema"], document), name, status, "is not as described:", document)
    need(fits(description["components"]["headers"]["Yizhan-Exit"]["schema"], int(exit)), name, "exit", exit)
    if document["kind"] == "Problem": need(str(document["data"]["exit"]) == exit, name, "two exits")
    need((status < 300) == (document["kind"] != "Problem"), name, status, document["kind"])
    return status, document

def refused(status, name, **how):
    found, document = ask(name, **how)
    need(found == status, name, how, "is", found, "and not", status, document)

def parts(operation):  # what it is told: schema and example of each, and which it has to be told
    if "requestBody" in operation:
        body = content(operation["requestBody"])
        return body["schema"]["properties"], body["example"], body["schema"]["required"], body["schema"]
    given = operation.get("parameters", [])
    return ({p["name"]: p["schema"] for p in given}, {p["name"]: p["example"] for p in given if "example" in p},
            [p["name"] for p in given if p["required"]], None)

# Examples are what they are examples of.
for method, path, operation in operations.values():
    for response in operation["responses"].values():
        whole = content(response)
        need("example" not in whole or fits(whole["schema"], whole["example"]), path, "example", whole.get("example"))
    schemas, examples, required, whole = parts(operation)
    need(all(fits(schemas[name], value) for name, value in examples.items()), path, "example of a field")
    need(whole is None or fits(whole, examples), path, "example of a body")
    need(set(required) <= set(examples), path, "no example of what is required")

# What is described is done.
found = {"login": login, "password": password}
order = ["userLogin", "resyncStart", "backupCreate"]
for name in order + sorted(set(operations) - {*order, "userLogout"}) + ["userLogout"]:
    method, path, operation = operations[name]
    told = {field: found.get(field, value) for field, value in parts(operation)[1].items()}
    status, document = ask(name, body=told) if method == "POST" else ask(name, query=told)
    statuses[name] = status
    if name == "userLogin": token = document["data"]["token"]
    if name == "resyncStart": found["instruction"] = document["data"]["instructions"][0]["id"]
    if name == "backupCreate": found["file"] = document["data"]["file"]
token = None
token = ask("userLogin", body={"login": login, "password": password})[1]["data"]["token"]

# What is not described is refused.
for name, (method, path, operation) in operations.items():
    schemas, examples, required, whole = parts(operation)
    if operation.get("security") != []:
        good = {"body": examples} if method == "POST" else {"query": examples}
        refused(401, name, known=False, **good)
        refused(401, name, fields={"Authorization": "Bearer " + "0" * 64}, **good)
    if schemas:
        least = {field: examples[field] for field in required}
        status, document = ask(name, body=least) if method == "POST" else ask(name, query=least)
        need(document["data"].get("code") != "missing-field", name, "requires more than it says")
    refused(421, name, body=examples, fields={"Host": "evil.example"})
    refused(403, name, body=examples, fields={"Origin": "http://evil.example"})
    if method == "GET":
        refused(400, name, raw=b"{}")
        bad = [{"unheard-of": "1"}] + [{k: v for k, v in examples.items() if k != name_} for name_ in required]
        for field, schema in schemas.items():
            bad += [{**examples, field: value} for value in ["", "x" * 2000, ["a", "b", ""]]]
        for query in bad: refused(400, name, query=query)
        continue
    refused(415, name, body=examples, fields={"Content-Type": "text/plain"})
    refused(413, name, raw=b" " * 65537)
    for raw in [b"", b"{", b"[]", b'"x"', b"\xff\xfe{\0}\0", b'{"a":"\xff"}']: refused(400, name, raw=raw)
    bad = [{**examples, "unheard-of": 1}] + [{k: v for k, v in examples.items() if k != name_} for name_ in required]
    for field, schema in schemas.items():
        for value in [None, 1, 1.5, True, "", "x" * 2000, "a\0b", [], [1], ["x" * 2000], ["\x1b"], {}, {"a": 1}]:
            if not fits(schema, value): bad.append({**examples, field: value})
    for body in bad:
        need(not fits(whole, body), name, "takes", body, "by its description")
        refused(400, name, body=body)
print(json.dumps({"statuses": statuses, "asked": asked}))
