/// Answers of a real node, a county with one station, that was asked for one operation after the other: what
/// stands in `data`.
enum APIExample {
    static let loggedIn = json(
        #"""
        {"login": "cao", "token": "5a0288bfb3909d67f8f84aa6ff0d4fa6d292e39d728925e2f897c6c774b68f4f"}
        """#)

    static let whoAmI = json(#"{"login": "cao", "roles": ["county-operator"]}"#)

    static let plan = json(
        #"""
        {
          "approval": true, "bundle": null, "bytes": 531, "findings": [], "level": "refetch",
          "local": {"adds": 0, "changes": 0, "hides": 0, "kinds": []},
          "plan": "f1f5da775a0eafb8",
          "remote": {
            "adds": 1, "changes": 0, "hides": 0,
            "kinds": [{"count": 1, "effect": "adds", "kind": "station", "names": ["酒泉路街道"]}]
          },
          "remedy": null, "seconds": null, "stations": ["620102001"], "suspicion": null,
          "undelivered": null
        }
        """#)

    static let started = json(
        #"""
        {
          "dryRun": false,
          "instructions": [
            {
              "approval": "f2f64a472a3ef954c956fc88423de29b", "id": "0b5d435326c713a646eea722ad5cd50c",
              "isNew": true, "isSuspended": false, "reason": "", "state": "waiting-for-approval", "station": "620102001"
            }
          ],
          "level": "refetch"
        }
        """#)

    static let approved = json(
        #"""
        {"dryRun": false, "id": "f2f64a472a3ef954c956fc88423de29b", "result": "approved"}
        """#)

    static let status = json(
        #"""
        {
          "instructions": [
            {
              "approval": "f2f64a472a3ef954c956fc88423de29b", "askedAt": "2026-11-29T10:40:28Z",
              "digestAgrees": null, "expiresAt": "2026-12-29T10:40:28Z", "figures": {},
              "id": "0b5d435326c713a646eea722ad5cd50c", "level": "refetch",
              "node": "0c06e1eb035a96950f26e7265a4b9556", "places": [], "planned": {},
              "reason": "", "reportedAt": null, "state": "ready", "station": "620102001"
            }
          ]
        }
        """#)

    static let cancelled = json(
        #"{"dryRun": false, "id": "0b5d435326c713a646eea722ad5cd50c"}"#)

    static let undone = json(
        #"{"dryRun": false, "id": "c442a043882f96d6c8865c31fd5ad0fe", "records": 1}"#)

    static let check = json(
        #"""
        {
          "changes": 22, "damagedAttachments": [],
          "digest": "d24ef82e472a3805044e4dda2516c5089d54009d388a0ec44e696504aa2abfaa",
          "digests": [
            {
              "code": "620102001",
              "digest": "d24ef82e472a3805044e4dda2516c5089d54009d388a0ec44e696504aa2abfaa",
              "scope": "20d92afe6346a37a5965e1ec6b9a7253"
            }
          ],
          "findings": [], "isSound": true, "sweptFiles": 0, "unreadAttachments": []
        }
        """#)

    static let backupMade = json(
        #"""
        {
          "bytes": 497990, "changes": 22,
          "file": "/var/lib/yizhan/backups/20261129T104028Z-222.yzk", "findings": 0, "verified": true
        }
        """#)

    static let backupVerified = json(
        #"""
        {
          "changes": 22, "file": "/var/lib/yizhan/backups/20261129T104028Z-222.yzk", "findings": 0,
          "madeAt": "2026-11-29T10:40:28Z"
        }
        """#)

    static let backupList = json(
        #"""
        {
          "backups": [
            {
              "at": "2026-11-29T10:40:28Z", "bytes": 497990,
              "file": "/var/lib/yizhan/backups/20261129T104028Z-222.yzk"
            }
          ],
          "lastVerified": "2026-11-29T10:40:28Z"
        }
        """#)

    static let loggedOut = json(#"{"login": "cao"}"#)

    static let problem = json(
        #"""
        {
          "code": "unknown-station", "exit": 66, "hint": "look at yizhan station list",
          "message": "this node holds no station with the code 620102999"
        }
        """#)

    /// null for what is no JSON, which fits no form.
    private static func json(_ text: String) -> JSONValue { JSONValue(Array(text.utf8)) ?? .null }
}
