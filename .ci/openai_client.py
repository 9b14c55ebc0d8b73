"""Streams a chat with a picture through OpenAI's own client, unmodified.

Usage: openai_client.py BASE_URL PICTURE QUESTION
Prints the answer on the first line and the tokens it cost on the second; any error is the exit.
"""

import base64
import sys

from openai import NotFoundError, OpenAI


def main() -> None:
    base_url, picture, question = sys.argv[1:]
    client = OpenAI(base_url=base_url, api_key="none", max_retries=0, timeout=120)
    with open(picture, "rb") as file:
        data = base64.b64encode(file.read()).decode()
    content = [
        {"type": "text", "text": question},
        {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{data}"}},
    ]
    stream = client.chat.completions.create(
        model="sarai",
        messages=[{"role": "user", "content": content}],
        stream=True,
        stream_options={"include_usage": True},
        max_tokens=40,
        temperature=0,
    )
    text, usage = "", None
    for chunk in stream:
        usage = chunk.usage or usage
        for choice in chunk.choices:
            text += choice.delta.content or ""
    assert usage is not None and usage.completion_tokens > 0, usage
    assert "sarai" in [model.id for model in client.models.list()]
    try:
        client.chat.completions.create(
            model="nobody", messages=[{"role": "user", "content": "hello"}]
        )
        raise SystemExit("an unknown model was answered")
    except NotFoundError as error:
        assert error.code == "model_not_found", error
    print(" ".join(text.split()))
    print(usage.total_tokens)


if __name__ == "__main__":
    main()
