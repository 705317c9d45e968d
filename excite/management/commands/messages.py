"""`messages`: gather all texts into the catalogues; with --check, say what is missing and change nothing."""

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from excite import messages

SOURCE_LANGUAGE = "en"


class Command(BaseCommand):
    help = "Update locale/*/LC_MESSAGES/django.po from the Python files and templates, then compile them."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="only tell whether anything is missing")

    def handle(self, *, check, **options):
        gathered = messages.gather(settings.BASE_DIR)
        gaps = []
        for language in [code for code, name in settings.LANGUAGES if code != SOURCE_LANGUAGE]:
            path = settings.LOCALE_PATHS[0] / language / "LC_MESSAGES" / "django.po"
            catalogue = messages.update(path, gathered)
            before = messages.keys(messages.load(path)) if path.exists() else set()
            new, gone = messages.keys(catalogue) - before, before - messages.keys(catalogue)
            if not check:
                messages.save(catalogue, path)
                self.stdout.write(f"{language}: {len(new)} texts new, {len(gone)} gone.")
            elif new or gone:
                gaps.append(f"{language}: {len(new)} texts new, {len(gone)} gone. Run: ./run manage messages")
            missing = messages.untranslated(catalogue)
            if missing:
                gaps.append(f"{language}: {len(missing)} texts untranslated, the first: {missing[0][:70]!r}")
        if not check:
            messages.compile_catalogues(settings.LOCALE_PATHS)
            self.stdout.writelines(gaps)
        elif gaps:
            raise CommandError("\n".join(gaps))
