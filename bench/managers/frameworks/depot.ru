# A depot in Rack and Sinatra.
require 'sinatra/base'
require 'json'
require 'securerandom'

class Depot < Sinatra::Base
  set :environment, :production
  set :logging, false
  disable :protection
  Item = Struct.new(:id, :label, :tags)
  ITEMS = []
  LOG = []
  JOBS = []
  CARTS = {}
  MEMO = {}

  get('/ok') { 'ok' }
  get('/page') { (0..rand(90)).map { |i| "<li>#{i * rand}</li>" }.join }
  get('/json') { JSON.generate((0..rand(90)).map { { a: rand, b: 'x' * rand(30) } }) }
  get('/item') { ITEMS << Item.new(rand, 'i' * 1800, [rand.to_s]) && 'ok' }
  get('/log') { LOG << 'l' * 9000 && 'ok' }
  get('/job') { text = 'j' * 4000; JOBS << -> { text.size } && 'ok' }
  get('/cart') { CARTS[SecureRandom.hex] = { at: Time.now, lines: 'c' * 3000 }; 'ok' }
  get('/memo') { MEMO[rand(Integer(params['keys'] || 300))] ||= 'm' * 10_000; 'ok' }
end

run Depot
