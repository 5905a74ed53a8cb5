"""Clients that hold connections and hardly speak, while a good one goes on working.

    slow_clients.py HOST:PORT CONNECTIONS ADDRESSES ROUNDS COMMAND...

Opens CONNECTIONS connections from ADDRESSES addresses of 127/8, a third each saying nothing at all, a byte
a second of a TLS record, or a byte a second of a request's head behind a whole handshake; opens another for
each that is closed. Meanwhile COMMAND is run ROUNDS times. Prints one JSON line with the command's times in
seconds; ends with 1 where a run fails or the 99th percentile is 2 s or more.
"""

import asyncio
import json
import ssl
import sys
import time


class Slow:
    def __init__(self, host, port, source, kind):
        self.host, self.port, self.source, self.kind = host, port, source, kind
        self.is_open = False

    async def hold(self, turned_away):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        while True:
            try:
                reader, writer = await asyncio.wait_for(
                    asyncio.open_connection(
                        self.host, self.port, local_addr=(self.source, 0),
                        ssl=context if self.kind == 2 else None), 30)
                self.is_open = True
                await self.trickle(reader, writer)
            except (OSError, asyncio.TimeoutError):
                pass
            self.is_open = False
            turned_away[0] += 1
            await asyncio.sleep(10)

    async def trickle(self, reader, writer):
        said = [b"", b"\x16\x03\x01\x3f\x00", b"POST /v1/sync HTTP/1.1\r\nHost: x\r\nX: "][self.kind]
        writer.write(said)
        try:
            while True:
                try:
                    if not await asyncio.wait_for(reader.read(64), 1):
                        return
                except asyncio.TimeoutError:
                    if self.kind:
                        writer.write(b"x")
                        await writer.drain()
        finally:
            writer.close()


async def main():
    place, connections, addresses, rounds, *command = sys.argv[1:]
    host, port = place.rsplit(":", 1)
    connections, addresses, rounds = int(connections), int(addresses), int(rounds)
    turned_away = [0]
    slow = [
        Slow(host, int(port), f"127.0.1.{1 + number % addresses}", number // addresses % 3)
        for number in range(connections)
    ]
    tasks = [asyncio.create_task(one.hold(turned_away)) for one in slow]
    await asyncio.sleep(10)
    times, failed, held = [], 0, []
    for _ in range(rounds):
        held.append(sum(one.is_open for one in slow))
        begin = time.monotonic()
        process = await asyncio.create_subprocess_exec(
            *command, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL)
        failed += await process.wait() != 0
        times.append(time.monotonic() - begin)
    for task in tasks:
        task.cancel()
    times.sort()
    p99 = times[min(len(times) - 1, len(times) * 99 // 100)]
    print(json.dumps({
        "name": "slow-clients", "connections": connections, "addresses": addresses,
        "held": sorted(held)[len(held) // 2], "turnedAway": turned_away[0], "rounds": rounds,
        "failed": failed, "p50": round(times[len(times) // 2], 3), "p99": round(p99, 3),
    }))
    sys.exit(1 if failed or p99 >= 2 else 0)


asyncio.run(main())
