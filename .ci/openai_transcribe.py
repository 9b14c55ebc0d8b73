"""Transcribes a recording through OpenAI's own client, unmodified, in every format.

Usage: openai_transcribe.py BASE_URL SPEECH NO_SPEECH
Prints the text; any error is the exit.
"""

import re
import sys

from openai import APIStatusError, OpenAI


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def main() -> None:
    base_url, speech, no_speech = sys.argv[1:]
    client = OpenAI(base_url=base_url, api_key="none", max_retries=0, timeout=300)

    def transcribe(path: str, **options):
        with open(path, "rb") as file:
            return client.audio.transcriptions.create(model="sarai", file=file, **options)

    text = transcribe(speech).text
    verbose = transcribe(
        speech, response_format="verbose_json", timestamp_granularities=["segment"]
    )
    assert words(verbose.text) == words(text), (verbose.text, text)
    assert verbose.language == "en" and 10 < verbose.duration < 12, verbose
    assert verbose.segments[0].start < verbose.segments[-1].end <= verbose.duration, verbose
    assert " --> " in transcribe(speech, response_format="srt", language="en")
    assert transcribe(speech, response_format="vtt", language="en").startswith("WEBVTT")
    assert words(transcribe(speech, response_format="text", language="en")) == words(text)
    events = list(transcribe(speech, stream=True, language="en"))
    deltas = "".join(e.delta for e in events if e.type == "transcript.text.delta")
    assert events[-1].type == "transcript.text.done", events
    assert deltas == events[-1].text, (deltas, events[-1])
    assert words(deltas) == words(text), (deltas, text)
    nothing = transcribe(no_speech)
    assert nothing.text == "" and nothing.model_extra["reason"] == "noise", nothing
    try:
        transcribe(__file__)
        raise SystemExit("a program was transcribed")
    except APIStatusError as error:
        assert error.status_code == 415, error
    print(text)


if __name__ == "__main__":
    main()
