import os
import tempfile
import unittest

import app
import schema


class Notes(unittest.TestCase):
    def test_what_is_added_is_listed(self):
        with tempfile.TemporaryDirectory() as directory:
            path = os.path.join(directory, "notes.db")
            schema.make(path)
            schema.make(path)
            app.add(path, "first")
            self.assertEqual([{"id": 1, "text": "first"}], app.all_of(path))


if __name__ == "__main__":
    unittest.main()
