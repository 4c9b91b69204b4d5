#!/usr/bin/python3
# Validates the JSON on stdin against the schema in the file named by the first argument, which may refer to others beside it.
import json
import pathlib
import sys
import warnings

import jsonschema

warnings.simplefilter("ignore", DeprecationWarning)  # jsonschema 4.18 has a successor of RefResolver, 4.10 has not

path = pathlib.Path(sys.argv[1]).resolve()
schema = json.loads(path.read_text(encoding="utf-8"))
validator = jsonschema.validators.validator_for(schema)
validator.check_schema(schema)
resolver = jsonschema.RefResolver(base_uri=path.as_uri(), referrer=schema)
errors = list(validator(schema, resolver=resolver).iter_errors(json.load(sys.stdin)))
for error in errors:
    print(f"{error.json_path}: {error.message}")
sys.exit(1 if errors else 0)
