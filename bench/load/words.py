"""What is said: about sixty characters, as people write, with the moment in front."""

import time

TEXTS = (
    "広場に来てくれてありがとう。明日の集まりは十時からでいいですか？",
    "The deploy went through; can somebody look at the logs with me?",
    "了解です。資料は今日中に直して、夕方までにここへ上げておきますね。",
    "I think we should keep the old address for a while, just in case.",
    "お昼どうします？駅前の新しいカレー屋さん、けっこう評判いいみたい。",
    "Thanks! That was it: the setting had a typo and nobody noticed.",
)


def body(number: int) -> str:
    """Return a message said now."""
    return f"{time.monotonic_ns()} {TEXTS[number % len(TEXTS)]}"
