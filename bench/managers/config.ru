# An application of many habits: what a path does to memory, its numbers in the query. ITEMS are loaded
# before the fork.
require 'json'

ITEMS = (1..(ENV['ITEMS'] || 60_000).to_i).map { |i| { id: i, name: "item #{i}", tags: [i.to_s] } }
KEPT = []
CACHE = {}

PATHS = {
  # What keeps nothing.
  '/json' => ->(n: 400) { JSON.generate((1..(10 + rand(n))).map { |i| { a: i, b: rand.to_s } }) },
  '/page' => ->(n: 180) { (1..(20 + rand(n))).map { "<li>#{(1..20).map { rand(97..102).chr }.join}</li>" }.join },
  # What leaks.
  '/leak' => ->(n: 2000) { KEPT << 'x' * n && 'ok' },
  '/leakobj' => ->(n: 10) { KEPT << { who: rand.to_s, values: (1..n).map { rand } } && 'ok' },
  # What has a plateau.
  '/cache' => ->(keys: 2000, n: 6000) { CACHE[rand(keys)] ||= 'z' * n },
  # What makes inherited memory come apart.
  '/write' => ->(n: 50) { n.times { ITEMS.sample[:id] += 1 }.to_s }
}.freeze

run lambda { |env|
  numbers = env['QUERY_STRING'].to_s.scan(/(\w+)=(\d+)/).to_h { |name, value| [name.to_sym, value.to_i] }
  body = PATHS.fetch(env['PATH_INFO'], -> { 'ok' }).call(**numbers)
  [200, { 'Content-Type' => 'text/plain', 'Content-Length' => body.bytesize.to_s }, [body]]
}
