"""One file a screen. `ALL` is the list that the key sheet, `dreampower-sms keys` and the tests walk."""
